package row

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
)

// foreign are the starts of files that people send by mistake.
var foreign = []struct{ magic, what, remedy string }{
	{"%PDF", "a PDF document", "export the table as CSV or XLSX"},
	{"PAR1", "a Parquet file", "export it as CSV"},
	{"SQLite format 3", "an SQLite database", "export the table as CSV"},
	{"\x89PNG", "an image", "export the table as CSV or XLSX"},
	{"\xFF\xD8\xFF", "an image", "export the table as CSV or XLSX"},
	{"GIF8", "an image", "export the table as CSV or XLSX"},
	{"Rar!", "a RAR archive", "unpack it first"},
	{"7z\xBC\xAF", "a 7z archive", "unpack it first"},
	{"BZh", "a bzip2 archive", "unpack it first, or use gzip or zstd"},
	{"\xFD7zXZ", "an xz archive", "unpack it first, or use gzip or zstd"},
	{"{\\rtf", "an RTF document", "export the table as CSV or XLSX"},
	{"\xFF\xFE\x00\x00", "UTF-32 text", "save it as UTF-8"},
	{"\x00\x00\xFE\xFF", "UTF-32 text", "save it as UTF-8"},
}

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
)

// format tells the file's format from its contents; the name only helps where
// those leave it open. asked, when not empty, is checked against them.
func (in *input) format(asked string) (string, error) {
	start, err := in.start(4096)
	if err != nil {
		return "", err
	}
	if err := refuse(start); err != nil {
		return "", err
	}
	if strings.HasPrefix(string(start), zipMagic) || strings.HasPrefix(string(start), oleMagic) {
		return workbookFormat(asked)
	}
	extension := in.extension()
	switch {
	case asked == "xlsx" || (asked == "" && extension == ".xlsx"):
		return "", fmt.Errorf("%w: not an XLSX workbook; save it as XLSX again, or name its format", ErrFormat)
	case asked != "":
		return asked, nil
	case extension == ".jsonl" || extension == ".ndjson" || extension == ".json" || looksJSON(start):
		return "jsonl", nil
	}
	return "csv", nil
}

func workbookFormat(asked string) (string, error) {
	if asked == "" || asked == "xlsx" {
		return "xlsx", nil
	}
	return "", fmt.Errorf("%w: it is a workbook or an archive, not %s", ErrFormat, asked)
}

func refuse(start []byte) error {
	for _, f := range foreign {
		if strings.HasPrefix(string(start), f.magic) {
			return fmt.Errorf("%w: it is %s; %s", ErrFormat, f.what, f.remedy)
		}
	}
	text := bytes.ToLower(bytes.TrimSpace(start[:min(len(start), 512)]))
	for _, tag := range []string{"<!doctype html", "<html", "<table", "<?xml"} {
		if bytes.HasPrefix(text, []byte(tag)) {
			return fmt.Errorf("%w: it is HTML or XML; export the table as CSV or XLSX", ErrFormat)
		}
	}
	return nil
}

// extension is the name's ending in lower case, without .gz or .zst.
func (in *input) extension() string {
	name := strings.ToLower(in.name)
	for _, packed := range []string{".gz", ".zst"} {
		name = strings.TrimSuffix(name, packed)
	}
	return filepath.Ext(name)
}

// looksJSON says whether a text starts as a JSON object, or as an array of
// objects.
func looksJSON(start []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\uFEFF")), " \t\r\n")
	if rest, array := bytes.CutPrefix(text, []byte("[")); array {
		text = bytes.TrimLeft(rest, " \t\r\n")
	}
	rest, object := bytes.CutPrefix(text, []byte("{"))
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return object && len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}
