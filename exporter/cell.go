package exporter

import "rollcall/exporter/sheet"

// Cell is one value on its way to a file.
type Cell struct {
	Text string     // "" is absent
	Kind sheet.Kind // how XLSX shows it; a text that is not of its kind stays text
	JSON bool       // the text is JSON: JSON Lines hold it as it is
}
