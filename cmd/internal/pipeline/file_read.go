package pipeline

import "rollcall/importer/setting"

// The readers of a pipeline file's keys, by the type that they fill.

func (f *File) read(e setting.Entry) {
	e.Read(
		setting.Into("name", &f.Name, setting.Entry.Text),
		setting.Into("archive", &f.Archive, setting.Entry.Text),
		setting.Key{Name: "stop", Take: f.Stop.read},
		setting.Key{Name: "steps", Take: f.steps},
	)
}

func (s *FileStop) read(e setting.Entry) {
	e.Read(
		setting.Into("rejected", &s.Rejected, setting.Entry.Text),
		setting.Into("merged", &s.Merged, setting.Entry.Text),
	)
}

func (f *File) steps(e setting.Entry) {
	for i, item := range e.Items() {
		var st FileStep
		st.read(item)
		if n := st.count(); n != 1 {
			item.Fail("step %d must be exactly one of import, dedupe, merge and export", i+1)
		}
		f.Steps = append(f.Steps, st)
	}
}

// read takes a step; one under whose name nothing is written has its defaults.
func (st *FileStep) read(e setting.Entry) {
	e.Read(
		setting.Into("import", &st.Import, readStep((*FileImport).read)),
		setting.Into("dedupe", &st.Dedupe, readStep((*FileDedupe).read)),
		setting.Into("merge", &st.Merge, readStep((*FileMerge).read)),
		setting.Into("export", &st.Export, readStep((*FileExport).read)),
	)
}

func readStep[T any](read func(*T, setting.Entry)) func(setting.Entry) *T {
	return func(e setting.Entry) *T {
		step := new(T)
		read(step, e)
		return step
	}
}

func (st FileStep) count() int {
	n := 0
	for _, set := range []bool{st.Import != nil, st.Dedupe != nil, st.Merge != nil, st.Export != nil} {
		if set {
			n++
		}
	}
	return n
}

func (s *FileImport) read(e setting.Entry) {
	e.Read(
		setting.Into("files", &s.Files, setting.Entry.Texts),
		setting.Into("map", &s.Map, setting.Entry.Text),
		setting.Into("as", &s.As, setting.Entry.Text),
		setting.Into("mode", &s.Mode, setting.Entry.Text),
		setting.Into("empty", &s.Empty, setting.Entry.Text),
		setting.Into("max_errors", &s.MaxErrors, setting.Entry.Text),
		setting.Into("strict", &s.Strict, setting.Entry.Flag),
		setting.Into("missing", &s.Missing, setting.Entry.Text),
	)
}

func (s *FileDedupe) read(e setting.Entry) {
	e.Read(
		setting.Into("config", &s.Config, setting.Entry.Text),
		setting.Into("model", &s.Model, setting.Entry.Text),
		setting.Into("since", &s.Since, setting.Entry.Text),
		setting.Into("match", &s.Match, setting.Entry.Share),
		setting.Into("review", &s.Review, setting.Entry.Share),
	)
}

func (s *FileMerge) read(e setting.Entry) {
	e.Read(
		setting.Into("policy", &s.Policy, setting.Entry.Text),
		setting.Into("on_conflict", &s.OnConflict, setting.Entry.Text),
		setting.Into("auto", &s.Auto, setting.Entry.Share),
		setting.Into("max_merges", &s.MaxMerges, number),
		setting.Into("max_share", &s.MaxShare, setting.Entry.Text),
	)
}

func (s *FileExport) read(e setting.Entry) {
	e.Read(
		setting.Into("file", &s.File, setting.Entry.Text),
		setting.Into("format", &s.Format, setting.Entry.Text),
		setting.Into("as", &s.As, setting.Entry.Text),
		setting.Into("columns", &s.Columns, setting.Entry.Text),
		setting.Into("map", &s.Map, setting.Entry.Text),
		setting.Into("updated_after", &s.UpdatedAfter, setting.Entry.Text),
		setting.Into("filter", &s.Filters, setting.Entry.Texts),
		setting.Into("delimiter", &s.Delimiter, setting.Entry.Text),
		setting.Into("encoding", &s.Encoding, setting.Entry.Text),
		setting.Into("line_end", &s.LineEnd, setting.Entry.Text),
		setting.Into("quote", &s.Quote, setting.Entry.Text),
		setting.Into("unencodable", &s.Unencodable, setting.Entry.Text),
		setting.Into("excel", &s.Excel, setting.Entry.Flag),
		setting.Into("spreadsheet_safe", &s.SpreadsheetSafe, setting.Entry.Flag),
		setting.Into("sheets", &s.Sheets, setting.Entry.Flag),
		setting.Into("shards", &s.Shards, number),
		setting.Into("rows_per_file", &s.RowsPerFile, number),
		setting.Into("split_by", &s.SplitBy, setting.Entry.Text),
	)
}

// number reads a whole number; 0 is as not said.
func number(e setting.Entry) int { return e.Whole(0) }
