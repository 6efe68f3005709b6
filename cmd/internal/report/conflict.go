package report

import (
	"slices"
	"strings"
)

// conflict is a cluster that waits for a person.
type conflict struct {
	id      string
	reasons []string
	members []member
	columns []string // the fields, in the file's order
}

// member is one customer of a waiting cluster, with a text per column.
type member struct {
	id, importID, source string
	values               []string
}

// shownConflicts is how many waiting clusters the page shows.
const shownConflicts = 200

// orientation are the columns of conflicts.csv that are no field of the
// customer.
var orientation = []string{"cluster_id", "cluster", "reason", "reasons", "customer_id", "id", "external_customer_import_id",
	"externalCustomerImportId", "customerSource", "size", "group", "decision", "reviewer", "comment", "fingerprint", "status"}

// readConflicts reads the first waiting clusters of a conflicts.csv and counts
// all. The rows of a cluster follow each other.
func readConflicts(path string) (list []conflict, clusters int, err error) {
	last := ""
	for r, err := range records(path) {
		if err != nil {
			return nil, 0, err
		}
		id := r.first("cluster_id", "cluster")
		if id != last || clusters == 0 {
			last = strings.Clone(id)
			clusters++
			if clusters <= shownConflicts {
				list = append(list, conflict{id: last, columns: fieldColumns(r.header)})
			}
		}
		if clusters <= shownConflicts {
			list[len(list)-1].add(r)
		}
	}
	return list, clusters, nil
}

func fieldColumns(header []string) []string {
	var columns []string
	for _, name := range header {
		if !slices.Contains(orientation, name) {
			columns = append(columns, name)
		}
	}
	return columns
}

func (c *conflict) add(r record) {
	for reason := range strings.SplitSeq(r.first("reason", "reasons"), ";") {
		if reason = strings.TrimSpace(reason); reason != "" && !slices.Contains(c.reasons, reason) {
			c.reasons = append(c.reasons, reason)
		}
	}
	m := member{id: r.first("customer_id", "id"), importID: r.first("external_customer_import_id", "externalCustomerImportId"), source: r.get("customerSource")}
	for _, column := range c.columns {
		m.values = append(m.values, r.get(column))
	}
	c.members = append(c.members, m)
}

// differs says whether two members have different values in a column; a
// missing value differs from none.
func (c *conflict) differs(column int) bool {
	first := ""
	for _, m := range c.members {
		switch value := m.values[column]; {
		case value == "":
		case first == "":
			first = value
		case value != first:
			return true
		}
	}
	return false
}

// filled says whether any member has a value in the column.
func (c *conflict) filled(column int) bool {
	return slices.ContainsFunc(c.members, func(m member) bool { return m.values[column] != "" })
}
