package row

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func wide(text string, big bool) string {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

const (
	western = "id;Name;Straße\n1;José Müller;Königstraße 5\n2;Zoë Nuñez;Rue de l’Église 7\n3;Søren Ågård;Østerbro 3\n"
	eastern = "id;Name;City\n1;Łukasz Wiśniewski;Kraków\n2;Jiří Dvořák;Plzeň\n3;Żaneta Gąsior;Łódź\n"
	russian = "id;Name;City\n1;Анна Иванова;Москва\n2;Пётр Смирнов;Казань\n"
)

func lines(text string) []string {
	var out []string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n")[1:] {
		out = append(out, string(rune('2'+i))+": "+strings.ReplaceAll(line, ";", "|"))
	}
	return out
}

func header(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.ReplaceAll(line, ";", "|")
}

func TestAwkwardEncodings(t *testing.T) {
	macWestern := strings.ReplaceAll(western, "\n", "\r")
	file := func(name, text, data string, notes ...string) awkward {
		return awkward{name: name, data: data, header: header(text), rows: lines(text), notes: notes}
	}
	asked := func(a awkward, encoding string) awkward {
		a.options.CSV.Encoding = encoding
		return a
	}
	damagedUTF8 := strings.Repeat("1;José\n", 20)
	runSuite(t, []awkward{
		file("utf8.csv", western, western),
		file("utf8-bom.csv", western, "\uFEFF"+western),
		file("utf16le-bom.csv", western, "\xFF\xFE"+wide(western, false)),
		file("utf16be-bom.csv", western, "\xFE\xFF"+wide(western, true)),
		file("utf16le.csv", western, wide(western, false), "utf-16le without a byte order mark"),
		file("utf16be.csv", western, wide(western, true), "utf-16be without a byte order mark"),
		file("windows-1252.csv", western, encoded(t, charmap.Windows1252, western), "guessed as windows-1252"),
		file("macroman.csv", western, encoded(t, charmap.Macintosh, macWestern), "guessed as macintosh"),
		file("windows-1250.csv", eastern, encoded(t, charmap.Windows1250, eastern), "guessed as windows-1250"),
		file("iso-8859-2.csv", eastern, encoded(t, charmap.ISO8859_2, eastern), "guessed as iso-8859-2"),
		file("windows-1251.csv", russian, encoded(t, charmap.Windows1251, russian), "guessed as windows-1251"),
		file("koi8-r.csv", russian, encoded(t, charmap.KOI8R, russian), "guessed as koi8-r"),
		asked(file("iso-8859-15.csv", "id;sum\n1;5 €\n", encoded(t, charmap.ISO8859_15, "id;sum\n1;5 €\n")), "iso-8859-15"),
		asked(file("asked-utf16.csv", western, wide(western, true)), "utf-16be"),
		asked(file("asked-against-mark.csv", "ï»¿id;name\n1;é\n", "\uFEFFid;name\n1;\xE9\n", "byte order mark of utf-8"), "windows-1252"),
		{name: "damaged-utf8.csv", data: "id;name\n" + damagedUTF8 + "1;Jos\xE9\n", header: "id|name", notes: []string{"1 damaged bytes"},
			rows: append(lines("\n" + damagedUTF8)[:0:0], damagedRows(20)...)},
		{name: "lone-surrogate.csv", data: "\xFF\xFE" + wide("id;name\n1;A", false) + "\x00\xD8" + wide("\n2;B\n", false) + "x", header: "id|name",
			rows: []string{"2: 1|A\uFFFD !not_text", "3: 2|B", "4: \uFFFD !not_text"}},
		{name: "utf32.csv", data: "\xFF\xFE\x00\x00i\x00\x00\x00", err: ErrFormat, message: "UTF-32"},
	})
}

// damagedRows is n good rows and a damaged one.
func damagedRows(n int) []string {
	var out []string
	for i := range n {
		out = append(out, render(Row{Line: i + 2, Cells: []Cell{{Text: "1"}, {Text: "José"}}}))
	}
	return append(out, render(Row{Line: n + 2, Cells: []Cell{{Text: "1"}, {Text: "Jos\uFFFD"}}, Fault: &Fault{Code: NotText}}))
}

func packGzip(t *testing.T, data string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(data)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func packZstd(t *testing.T, data string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(data), nil))
}

func TestPackedInputs(t *testing.T) {
	want := awkward{header: header(western), rows: lines(western)}
	book := plainBook(t)
	for name, data := range map[string]string{
		"a.csv.gz": packGzip(t, western), "a.csv.zst": packZstd(t, western), "misnamed.csv": packGzip(t, western),
		"two-parts.csv.gz": packGzip(t, western[:20]) + packGzip(t, western[20:]),
	} {
		path := filepath.Join(t.TempDir(), name)
		write(t, path, data)
		got, err := readAll(Source{Path: path}, Options{})
		if err != nil || strings.Join(got.rows, "\n") != strings.Join(want.rows, "\n") {
			t.Errorf("%s: %v %q", name, err, got.rows)
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx.gz")
	write(t, path, packGzip(t, book))
	if got, err := readAll(Source{Path: path}, Options{}); err != nil || len(got.rows) != 2 {
		t.Errorf("packed workbook: %v %q", err, got.rows)
	}
	cutPack := packGzip(t, string(customers(30_000)))
	cutPack = cutPack[:len(cutPack)-9]
	cutLines := packGzip(t, strings.Repeat(`{"a":1}`+"\n", 200_000))
	cutLines = cutLines[:len(cutLines)-9]
	runSuite(t, []awkward{
		{name: "cut.csv.gz", data: packGzip(t, western)[:40], err: ErrFormat, message: "gzip data are cut off"},
		{name: "cut-behind-rows.csv.gz", data: cutPack, options: Options{CSV: CSVOptions{Encoding: "utf-8"}}, err: ErrFormat, message: "gzip data are cut off"},
		{name: "cut.jsonl.gz", data: cutLines, err: ErrFormat, message: "gzip data are cut off"},
		{name: "damaged.csv.zst", data: "\x28\xB5\x2F\xFDxxxxxxxxxxxx", err: ErrFormat, message: "zstd data are damaged"},
	})
}

func write(t *testing.T, path, data string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestStandardInputReadsAsTheFile(t *testing.T) {
	for name, data := range map[string]string{"csv": western, "packed": packGzip(t, western), "xlsx": plainBook(t), "jsonl": `{"a":1}` + "\n"} {
		path := filepath.Join(t.TempDir(), "file")
		write(t, path, data)
		file, err := readAll(Source{Path: path}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		piped, err := readAll(Source{Path: "-", Stdin: strings.NewReader(data)}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if piped.info.SHA256 != file.info.SHA256 || strings.Join(piped.rows, "\n") != strings.Join(file.rows, "\n") || len(file.rows) == 0 {
			t.Errorf("%s: %q differs from %q", name, piped.rows, file.rows)
		}
	}
}

func TestFileChangedWhileRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "growing.csv")
	write(t, path, western)
	r, err := Open(t.Context(), Source{Path: path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	write(t, path, western+"4;x;y\n")
	var last error
	for _, err := range r.Rows() {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), "growing.csv") {
		t.Fatalf("got %v, want an error that names the file", last)
	}
}
