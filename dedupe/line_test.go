package dedupe

import (
	"bytes"
	"encoding/csv"
	"testing"

	"rollcall/store/customer"
)

// asCSV gives the lines as csv.Writer writes them.
func asCSV(t *testing.T, lines ...[]string) string {
	t.Helper()
	var text bytes.Buffer
	if err := csv.NewWriter(&text).WriteAll(lines); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// FuzzLines: whatever the cells are, the reports are what csv.Writer writes.
func FuzzLines(f *testing.F) {
	for _, text := range []string{"", "A1", " A1", "A 1", `\.`, `a"b`, "a,b", "a\nb", "a\r\nb", "Ä", "\u00a0x", "\xff", "#1"} {
		f.Add(text, "email", int64(7), 12.34567)
		f.Add("B1", text, int64(-7), 0.9999999)
	}
	f.Fuzz(func(t *testing.T, one, two string, id int64, number float64) {
		pair := customer.Pair{LeftID: id, RightID: 2, LeftImport: one, RightImport: two, Weight: number, Probability: number,
			Decision: customer.Matched, Rule: two, Levels: []string{"exact", one}}
		cluster := customer.Cluster{ID: two, WeakestLink: number, Decision: "auto", Members: []customer.Member{{ID: id, ImportID: one}, {ID: 2, ImportID: "b"}}}
		r := &Result{Comparisons: []string{"email", one}, Pairs: []customer.Pair{pair, pair}, Clusters: []customer.Cluster{cluster}}
		var pairs, clusters bytes.Buffer
		if err := WritePairs(&pairs, r); err != nil {
			t.Fatal(err)
		}
		if err := WriteClusters(&clusters, r); err != nil {
			t.Fatal(err)
		}
		if got, want := pairs.String(), asCSV(t, PairHeader(r.Comparisons), PairLine(&pair), PairLine(&pair)); got != want {
			t.Errorf("pairs %q, want %q", got, want)
		}
		if got, want := clusters.String(), asCSV(t, append([][]string{ClusterHeader()}, ClusterLines(&cluster)...)...); got != want {
			t.Errorf("clusters %q, want %q", got, want)
		}
	})
}
