package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// count writes a number with a comma between thousands.
func count(n int64) string {
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = "-", text[1:]
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return sign + text
}

// counted writes a number with its noun: "1 row", "2 rows".
func counted(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "h") {
		return count(n) + " " + noun + "es"
	}
	return count(n) + " " + noun + "s"
}

// clock writes a time as people read it.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// lasted writes the time between two moments.
func lasted(from, to time.Time) string {
	if from.IsZero() || to.Before(from) {
		return ""
	}
	d := to.Sub(from)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%.1f seconds", d.Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// words writes a code as words: "weak_link" as "weak link".
func words(code string) string { return strings.ReplaceAll(code, "_", " ") }

// commonFolder returns the folders, with their last separator, that all paths
// begin with.
func commonFolder(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	common, _ := filepath.Split(paths[0])
	for _, path := range paths[1:] {
		for !strings.HasPrefix(path, common) {
			common, _ = filepath.Split(strings.TrimSuffix(common, string(filepath.Separator)))
		}
	}
	return common
}

// file is one file of the report folder.
type file struct{ Name, Size, Holds string }

// holds says what the usual reports hold, by the start of their names.
var holds = []struct{ start, text string }{
	{"errors", "every error and warning, row by row"},
	{"rejects", "the rejected rows as they came: fix them and import this file"},
	{"pairs", "the compared pairs with their scores"},
	{"clusters", "the customers found to be the same"},
	{"conflicts", "the clusters that wait for a person"},
	{"waiting.json", "those of them with most at stake, planned and explained, for programs"},
	{"merged", "who was merged into whom"},
	{"dedupe.json", "how duplicates were found: blocking rules and parameters"},
	{"summary.json", "this summary for programs"},
}

// listFiles returns the files of the folder by name, but the pages made of them.
func listFiles(dir string) ([]file, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var list []file
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || e.Name() == PageName || e.Name() == MailName || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		f := file{Name: e.Name(), Size: size(info.Size())}
		for _, h := range holds {
			if strings.HasPrefix(e.Name(), h.start) {
				f.Holds = h.text
				break
			}
		}
		list = append(list, f)
	}
	return list, nil
}

func size(bytes int64) string {
	switch {
	case bytes < 1000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}
