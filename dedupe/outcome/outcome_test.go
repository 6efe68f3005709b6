package outcome

import (
	"bytes"
	"encoding/csv"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rollcall/dedupe"
	"rollcall/store/customer"
)

var found = dedupe.Result{
	Comparisons: []string{"email", "phone"},
	Pairs: []customer.Pair{
		{LeftID: 7, RightID: 3, LeftImport: "a", RightImport: "b", Weight: 12.5, Probability: 0.9995, Decision: customer.Matched, Rule: "email", Levels: []string{"exact", "missing"}},
		{LeftID: 3, RightID: 9, LeftImport: "b", RightImport: "c, d", Weight: -0.25, Probability: 0.5, Decision: customer.PossibleMatch, Rule: "phone", Levels: []string{"else", "exact"}},
	},
	Clusters: []customer.Cluster{
		{ID: "c1", WeakestLink: 0.9995, Decision: "auto", Members: []customer.Member{{ID: 7, ImportID: "a"}, {ID: 3, ImportID: "b"}}},
		{ID: "c0", WeakestLink: 0.99, Decision: "review", Members: []customer.Member{{ID: 10, ImportID: "x"}, {ID: 11, ImportID: "y"}}},
	},
}

type gatherer interface {
	Header([]string) error
	Add([]string) ([]customer.Member, error)
}

// read gives a CSV text to a gatherer and returns the first error.
func read(t *testing.T, text string, to gatherer) error {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Header(lines[0]); err != nil {
		return err
	}
	for _, cells := range lines[1:] {
		if _, err := to.Add(cells); err != nil {
			return err
		}
	}
	return nil
}

// What a search wrote is read back as it was.
func TestRoundTrip(t *testing.T) {
	var pairs, clusters bytes.Buffer
	if err := errors.Join(dedupe.WritePairs(&pairs, &found), dedupe.WriteClusters(&clusters, &found)); err != nil {
		t.Fatal(err)
	}
	var p Pairs
	var c Clusters
	if err := errors.Join(read(t, pairs.String(), &p), read(t, clusters.String(), &c)); err != nil {
		t.Fatal(err)
	}
	if list, comparisons := p.List(); !reflect.DeepEqual(list, found.Pairs) || !slices.Equal(comparisons, found.Comparisons) {
		t.Errorf("pairs %+v, %v", list, comparisons)
	}
	if list, err := c.List(); err != nil || !reflect.DeepEqual(list, found.Clusters) {
		t.Errorf("clusters %+v, %v", list, err)
	}
}

const pairHeader = "record_id_l,record_id_r,import_id_l,import_id_r,match_weight,match_probability,decision,blocking_rule,level_email\n"

func TestPairFaults(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"a,b\n", ErrHeader},
		{strings.Replace(pairHeader, "level_", "", 1), ErrHeader},
		{pairHeader + "1,2,a,b,1,0.9,match,email\n", ErrValue},
		{pairHeader + "x,2,a,b,1,0.9,match,email,exact\n", ErrValue},
		{pairHeader + "1,-2,a,b,1,0.9,match,email,exact\n", ErrValue},
		{pairHeader + "1,2,b,a,1,0.9,match,email,exact\n", ErrValue},
		{pairHeader + "1,2,a,b,NaN,0.9,match,email,exact\n", ErrValue},
		{pairHeader + "1,2,a,b,1,1.9,match,email,exact\n", ErrValue},
		{pairHeader + "1,2,a,b,1,0.9,non_match,email,exact\n", ErrValue},
		{pairHeader + "1,2,a,b,1,0.9,match,email,exact\n2,1,a,b,1,0.9,match,email,exact\n", ErrDuplicate},
		{pairHeader + "1,1,a,b,1,0.9,match,email,exact\n", ErrDuplicate},
	} {
		err := read(t, c.text, &Pairs{})
		if !errors.Is(err, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, err, c.want)
		}
	}
	var p Pairs
	if err := p.Header(dedupe.PairHeader([]string{"email"})); err != nil {
		t.Fatal(err)
	}
	if err := p.Header(dedupe.PairHeader([]string{"phone"})); !errors.Is(err, ErrHeader) {
		t.Errorf("other comparisons in the second file: %v", err)
	}
}

const clusterHeader = "cluster_id,customer_id,external_customer_import_id,size,weakest_link,decision\n"

func TestClusterFaults(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"a,b\n", ErrHeader},
		{clusterHeader + "c,1,a,2,0.9\n", ErrValue},
		{clusterHeader + ",1,a,2,0.9,auto\n", ErrValue},
		{clusterHeader + "c,0,a,2,0.9,auto\n", ErrValue},
		{clusterHeader + "c,1,,2,0.9,auto\n", ErrValue},
		{clusterHeader + "c,1,a,1,0.9,auto\n", ErrValue},
		{clusterHeader + "c,1,a,2,x,auto\n", ErrValue},
		{clusterHeader + "c,1,a,2,0.9,maybe\n", ErrValue},
		{strings.Replace(clusterHeader, "decision", "decision,version", 1) + "c,1,a,2,0.9,auto,x\n", ErrValue},
		{clusterHeader + "c,1,a,2,0.9,auto\nd,1,a,2,0.9,auto\n", ErrDuplicate},
		{clusterHeader + "c,1,a,2,0.9,auto\nc,2,b,3,0.9,auto\n", ErrCluster},
		{clusterHeader + "c,1,a,2,0.9,auto\nc,2,b,2,0.9,review\n", ErrCluster},
		{clusterHeader + "c,1,a,2,0.9,auto\n", ErrCluster},
	} {
		var clusters Clusters
		err := read(t, c.text, &clusters)
		if err == nil {
			_, err = clusters.List()
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%q: got %v, want %v", c.text, err, c.want)
		}
	}
}

func TestIn(t *testing.T) {
	for _, c := range []struct {
		names           string
		pairs, clusters string // "": refused
	}{
		{"pairs.csv clusters.csv model.json", "pairs.csv", "clusters.csv"},
		{"pairs-00002-of-00002.csv.gz pairs-00001-of-00002.csv.zst clusters.csv", "pairs-00001-of-00002.csv.zst pairs-00002-of-00002.csv.gz", "clusters.csv"},
		{"pairs.csv", "", ""},
		{"", "", ""},
		{"pairs.csv pairs.csv.gz clusters.csv", "", ""},
		{"pairs.csv pairs-00001-of-00001.csv clusters.csv", "", ""},
		{"pairs-00001-of-00003.csv pairs-00003-of-00003.csv clusters.csv", "", ""},
		{"pairs-00001-of-00002.csv pairs-00002-of-00003.csv clusters.csv", "", ""},
		{"pairs-00000-of-00002.csv pairs-00001-of-00002.csv clusters.csv", "", ""},
		{"pairs-00001-of-00000.csv clusters.csv", "", ""},
	} {
		f, err := In(strings.Fields(c.names))
		if refused := c.pairs == ""; refused != (err != nil) || refused && !errors.Is(err, ErrShards) {
			t.Errorf("%s: %v", c.names, err)
			continue
		}
		if err == nil && (!slices.Equal(f.Pairs, strings.Fields(c.pairs)) || !slices.Equal(f.Clusters, strings.Fields(c.clusters))) {
			t.Errorf("%s: got %v", c.names, f)
		}
	}
}

// FuzzPairs: any line is taken or refused, and what is taken is written again to a line
// that is taken too.
func FuzzPairs(f *testing.F) {
	f.Add("1,2,a,b,1,0.9,match,email,exact")
	f.Add("1,2,a,b,1e400,-0,match,,")
	f.Fuzz(func(t *testing.T, text string) {
		var p, again Pairs
		for _, to := range []*Pairs{&p, &again} {
			if err := to.Header(dedupe.PairHeader([]string{"email"})); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := p.Add(strings.Split(text, ",")); err != nil {
			return
		}
		if _, err := again.Add(dedupe.PairLine(&p.list[0])); err != nil {
			t.Errorf("%q was taken, and what is written of it is not: %v", text, err)
		}
	})
}
