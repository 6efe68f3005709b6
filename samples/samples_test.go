// Package samples_test checks that the sample files agree with each other and
// with their README.
package samples_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// source is one sample file of customers and where its keys and names stand.
type source struct {
	file, prefix string
	key          int
	names        []int
	rows         [][]string // without the header
}

func sources(t *testing.T) []source {
	t.Helper()
	return []source{
		{file: "crm-export.csv", prefix: "RE-", key: 1, names: []int{4, 6, 7, 8}, rows: readCSV(t, "crm-export.csv", ',')},
		{file: "ticketing.xlsx", prefix: "TK-", key: 0, names: []int{1, 2}, rows: readPatrons(t)},
		{file: "shop.csv", prefix: "SHOP-", key: 0, names: []int{2, 3}, rows: readCSV(t, "shop.csv", ';')},
	}
}

// readCSV returns the records below the header. A file that is not UTF-8 is
// taken byte by byte, which is right for every letter of Windows-1252 here.
func readCSV(t *testing.T, file string, comma rune) [][]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	if !utf8.Valid(data) {
		letters := make([]rune, len(data))
		for i, b := range data {
			letters[i] = rune(b)
		}
		text = string(letters)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return rows[1:]
}

func readTruth(t *testing.T) map[string]string {
	t.Helper()
	truth := map[string]string{}
	for _, row := range readCSV(t, "truth.csv", ',') {
		if _, twice := truth[row[0]]; twice {
			t.Errorf("truth.csv names %s twice", row[0])
		}
		truth[row[0]] = row[1]
	}
	return truth
}

// ledger reads the README's table of what an import counts.
func ledger(t *testing.T) map[string][]int {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string][]int{}
	line := regexp.MustCompile("(?m)^\\| `([a-z.-]+)` \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|$")
	for _, m := range line.FindAllStringSubmatch(string(text), -1) {
		for _, n := range m[2:] {
			number, _ := strconv.Atoi(n)
			counts[m[1]] = append(counts[m[1]], number)
		}
	}
	return counts
}

func blank(row []string) bool { return strings.Join(row, "") == "" }

func TestLedgerOfTheReadme(t *testing.T) {
	truth, counts := readTruth(t), ledger(t)
	for _, s := range sources(t) {
		taken, rejected, repeated, empty := map[string]bool{}, 0, 0, 0
		for _, row := range s.rows {
			switch id := s.prefix + cell(row, s.key); {
			case blank(row):
				empty++
			case taken[id]:
				repeated++
			case truth[id] == "":
				rejected++
			default:
				taken[id] = true
			}
		}
		got := []int{len(s.rows), len(taken), rejected, repeated, empty}
		if fmt.Sprint(got) != fmt.Sprint(counts[s.file]) {
			t.Errorf("%s: counted %v, the README says %v", s.file, got, counts[s.file])
		}
	}
}

func cell(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

func TestTruthNamesEveryCustomerOnce(t *testing.T) {
	known := map[string]bool{}
	for _, s := range sources(t) {
		for _, row := range s.rows {
			known[s.prefix+cell(row, s.key)] = true
		}
	}
	clusters := map[string]int{}
	for id, cluster := range readTruth(t) {
		if !known[id] {
			t.Errorf("truth.csv: %s is in no file", id)
		}
		clusters[cluster]++
	}
	sizes := map[int]int{}
	for _, size := range clusters {
		sizes[size]++
	}
	if want := map[int]int{1: 138, 2: 68, 3: 7}; fmt.Sprint(sizes) != fmt.Sprint(want) {
		t.Errorf("cluster sizes %v, the README says %v", sizes, want)
	}
}

// TestLookAlikesAreApart holds the households and namesakes to different
// clusters, and some plain duplicates to one.
func TestLookAlikesAreApart(t *testing.T) {
	clusters := clustersByName(t)
	for _, name := range []string{"Maria Garcia", "John Smith", "王 伟", "Thomas Müller", "St. Mary's School"} {
		if n := len(clusters[name]); n < 2 {
			t.Errorf("%s should be several customers, is %d", name, n)
		}
	}
	for _, pair := range [][2]string{
		{"Richard Stoddard Sr.", "Richard Stoddard Jr."}, {"George Bellweather Sr.", "George Bellweather Jr."},
		{"Thomas Halloran", "Maureen Halloran"}, {"Lena Hofstetter", "Marie Hofstetter"}, {"Joan Prescott", "Jane Prescott"},
		{"Bluebird Bakery LLC", "Nora Feldman"},
	} {
		a, b := only(t, clusters, pair[0]), only(t, clusters, pair[1])
		if a == b {
			t.Errorf("%v are one cluster", pair)
		}
	}
	for _, pair := range [][2]string{
		{"William Sorensen", "Bill Sorensen"}, {"Lawrence Ellsworth Jr.", "Lawrence Ellsworth III"},
		{"Caroline Beaumont", "Caroline Ferreira"}, {"Jürgen Schröder", "Juergen Schroeder"},
	} {
		if a, b := only(t, clusters, pair[0]), only(t, clusters, pair[1]); a != b {
			t.Errorf("%v are two clusters", pair)
		}
	}
}

func clustersByName(t *testing.T) map[string]map[string]bool {
	t.Helper()
	truth, clusters := readTruth(t), map[string]map[string]bool{}
	for _, s := range sources(t) {
		for _, row := range s.rows {
			cluster := truth[s.prefix+cell(row, s.key)]
			if cluster == "" {
				continue
			}
			var parts []string
			for _, i := range s.names {
				if part := cell(row, i); part != "" {
					parts = append(parts, part)
				}
			}
			name := strings.Join(parts, " ")
			if last, first, ok := strings.Cut(name, ", "); ok && s.file == "shop.csv" {
				name = first + " " + last
			}
			if s.file == "ticketing.xlsx" && name == "伟 王" {
				name = "王 伟"
			}
			if clusters[name] == nil {
				clusters[name] = map[string]bool{}
			}
			clusters[name][cluster] = true
		}
	}
	return clusters
}

func only(t *testing.T, clusters map[string]map[string]bool, name string) string {
	t.Helper()
	if len(clusters[name]) != 1 {
		t.Fatalf("%s should be one cluster, is %d", name, len(clusters[name]))
	}
	for cluster := range clusters[name] {
		return cluster
	}
	return ""
}

func TestOrdersNameTheirPatrons(t *testing.T) {
	truth := readTruth(t)
	rejected := 0
	for _, row := range readCSV(t, "orders.csv", ',') {
		if row[0] == "" || truth["TK-"+row[1]] == "" {
			rejected++
		}
	}
	if rejected != ledger(t)["orders.csv"][2] {
		t.Errorf("%d orders without number or patron", rejected)
	}
}
