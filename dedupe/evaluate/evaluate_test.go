package evaluate

import (
	"errors"
	"math"
	"strings"
	"testing"

	"rollcall/store/customer"
)

func cluster(id string, members ...string) customer.Cluster {
	c := customer.Cluster{ID: id}
	for _, m := range members {
		c.Members = append(c.Members, customer.Member{ImportID: m})
	}
	return c
}

func TestEvaluate(t *testing.T) {
	truth := map[string]string{"a": "1", "b": "1", "c": "1", "d": "2", "e": "3"}
	clusters := []customer.Cluster{cluster("x", "a", "b", "d"), cluster("y", "c", "stranger")}
	pairs := []customer.Pair{
		{LeftImport: "a", RightImport: "b", Probability: 0.99, Decision: customer.Matched},
		{LeftImport: "b", RightImport: "d", Probability: 0.96, Decision: customer.Matched},
		{LeftImport: "b", RightImport: "c", Probability: 0.7, Decision: customer.PossibleMatch},
	}
	r := Evaluate(truth, clusters, pairs, 5)
	if r.TruePairs != 3 || r.Records != 5 {
		t.Fatalf("%d records with %d true pairs, want 5 and 3", r.Records, r.TruePairs)
	}
	near(t, "edge precision", r.Edges.Precision, 1.0/2)
	near(t, "edge recall", r.Edges.Recall, 1.0/3)
	near(t, "cluster precision", r.Clusters.Precision, 1.0/3)
	near(t, "cluster recall", r.Clusters.Recall, 1.0/3)
	near(t, "B-cubed precision", r.BCubed.Precision, (5.0/3+1+1)/5)
	near(t, "B-cubed recall", r.BCubed.Recall, (5.0/3+1+1)/5)
	near(t, "pairs completeness", r.PairsCompleteness, 2.0/3)
	near(t, "reduction ratio", r.ReductionRatio, 0.5)
	if len(r.Misses) != 2 || r.Misses[0] != (Case{"a", "c", 0}) || r.Misses[1] != (Case{"b", "c", 0.7}) {
		t.Errorf("misses %v", r.Misses)
	}
	if len(r.FalseMatches) != 2 || r.FalseMatches[0] != (Case{"b", "d", 0.96}) {
		t.Errorf("false matches %v", r.FalseMatches)
	}
}

func TestEvaluateNothing(t *testing.T) {
	r := Evaluate(nil, nil, nil)
	if r.Clusters.Precision != 1 || r.Clusters.Recall != 1 || r.BCubed.F1 != 1 {
		t.Errorf("nothing to find and nothing found must be perfect: %+v", r)
	}
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestReadTruth(t *testing.T) {
	got, err := ReadTruth(strings.NewReader("\ufeffcluster,note,external_customer_import_id\n7,x,A1\n7,,A2\n8,,\"B\"\"1\"\n"))
	if err != nil || len(got) != 3 || got["A1"] != "7" || got[`B"1`] != "8" {
		t.Fatalf("got %v, %v", got, err)
	}
	for name, text := range map[string]string{
		"empty": "", "no column": "id,cluster\n1,2\n", "ragged": "external_customer_import_id,cluster\n1\n",
		"no cluster": "external_customer_import_id,cluster\n1,\n", "two": "external_customer_import_id,cluster\n1,2\n1,3\n",
	} {
		if _, err := ReadTruth(strings.NewReader(text)); !errors.Is(err, ErrTruth) {
			t.Errorf("%s: got %v, want ErrTruth", name, err)
		}
	}
}

func FuzzReadTruth(f *testing.F) {
	f.Add("external_customer_import_id,cluster\n1,2\n")
	f.Add("cluster,external_customer_import_id\n\"a\nb\",2\n")
	f.Fuzz(func(t *testing.T, text string) {
		truth, err := ReadTruth(strings.NewReader(text))
		if err != nil && !errors.Is(err, ErrTruth) {
			t.Fatalf("foreign error %v", err)
		}
		Evaluate(truth, nil, nil)
	})
}
