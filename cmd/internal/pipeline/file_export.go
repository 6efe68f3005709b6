package pipeline

// FileExport is an export step: an ExportRequest in the words of a pipeline file.
type FileExport struct {
	File            string
	Format          string
	As              string
	Columns         string
	Map             string
	UpdatedAfter    string
	Filters         []string
	Delimiter       string
	Encoding        string
	LineEnd         string
	Quote           string
	Unencodable     string
	Excel           bool
	SpreadsheetSafe bool
	Sheets          bool
	Shards          int
	RowsPerFile     int
	SplitBy         string
}

// request is the step as a request, without its mapping and filters.
func (e FileExport) request() ExportRequest {
	return ExportRequest{
		File: e.File, Format: e.Format, As: e.As, Columns: e.Columns, UpdatedAfter: e.UpdatedAfter,
		Delimiter: e.Delimiter, Encoding: e.Encoding, LineEnd: e.LineEnd, Quote: e.Quote, Unencodable: e.Unencodable,
		Excel: e.Excel, SpreadsheetSafe: e.SpreadsheetSafe, Sheets: e.Sheets, Shards: e.Shards, RowsPerFile: e.RowsPerFile, SplitBy: e.SplitBy,
	}
}
