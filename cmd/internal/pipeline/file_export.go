package pipeline

// FileExport is an export step: an ExportRequest in the words of a pipeline file.
type FileExport struct {
	File            string   `yaml:"file"`
	Format          string   `yaml:"format"`
	As              string   `yaml:"as"`
	Columns         string   `yaml:"columns"`
	Map             string   `yaml:"map"`
	UpdatedAfter    string   `yaml:"updated_after"`
	Filters         []string `yaml:"filter"`
	Delimiter       string   `yaml:"delimiter"`
	Encoding        string   `yaml:"encoding"`
	LineEnd         string   `yaml:"line_end"`
	Quote           string   `yaml:"quote"`
	Unencodable     string   `yaml:"unencodable"`
	Excel           bool     `yaml:"excel"`
	SpreadsheetSafe bool     `yaml:"spreadsheet_safe"`
	Sheets          bool     `yaml:"sheets"`
	Shards          int      `yaml:"shards"`
	RowsPerFile     int      `yaml:"rows_per_file"`
	SplitBy         string   `yaml:"split_by"`
}

// request is the step as a request, without its mapping and filters.
func (e FileExport) request() ExportRequest {
	return ExportRequest{
		File: e.File, Format: e.Format, As: e.As, Columns: e.Columns, UpdatedAfter: e.UpdatedAfter,
		Delimiter: e.Delimiter, Encoding: e.Encoding, LineEnd: e.LineEnd, Quote: e.Quote, Unencodable: e.Unencodable,
		Excel: e.Excel, SpreadsheetSafe: e.SpreadsheetSafe, Sheets: e.Sheets, Shards: e.Shards, RowsPerFile: e.RowsPerFile, SplitBy: e.SplitBy,
	}
}
