package workbook

import (
	"bytes"
	"encoding/csv"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

func each(list ...Waiting) iter.Seq2[Waiting, error] {
	return func(yield func(Waiting, error) bool) {
		for _, w := range list {
			if !yield(w, nil) {
				return
			}
		}
	}
}

func TestSheets(t *testing.T) {
	pair := waiting(t, "pair 8 9", person(8, "Eve", "e@example.org"), person(9, "Eve", "f@example.org"))
	tables := write(t, Contents{Waiting: []Waiting{four(t)}, Possible: []Waiting{pair}, PossibleTotal: 7,
		Auto: each(waiting(t, "I-020", person(20, "Max", "m@example.org"), person(21, "Max", "m@example.org"))), AutoTotal: 3})
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
	}
	if got := strings.Join(names, "|"); got != "Conflicts|Possible matches|Merges by itself|How to" {
		t.Fatalf("sheets %s", got)
	}
	conflicts := tables[0]
	if len(conflicts.Rows) != 5 || conflicts.get(1, "cluster") != "I-001" || conflicts.get(1, "group") != "1" || conflicts.get(4, "email") != "d@example.org" {
		t.Errorf("conflicts %q", conflicts.Rows)
	}
	if conflicts.get(1, "why it waits") != merge.ReasonText(merge.ReasonWeakLink) || conflicts.get(2, "why it waits") != "the names differ" {
		t.Errorf("why: %q, %q", conflicts.get(1, "why it waits"), conflicts.get(2, "why it waits"))
	}
	if conflicts.get(1, "zipCode") != "" || conflicts.get(2, "address") != "2 Main St, Boston, 02134" {
		t.Errorf("address %q", conflicts.get(2, "address"))
	}
	if len(tables[1].Rows) != 3 || tables[1].get(1, "cluster") != "pair 8 9" {
		t.Errorf("possible matches %q", tables[1].Rows)
	}
	auto := tables[2]
	if len(auto.Rows) != 4 || auto.get(1, "role") != "survivor" || !strings.Contains(auto.get(3, "cluster"), "1 of 3") {
		t.Errorf("merges by itself %q", auto.Rows)
	}
	if last := tables[3].Rows[len(tables[3].Rows)-1][0]; !strings.Contains(last, "1 of 7") {
		t.Errorf("how to ends with %q", last)
	}
}

func TestSameContentsSameBytes(t *testing.T) {
	other := waiting(t, "I-030", person(30, "Zoe", "z@example.org"), person(31, "Kim", "k@example.org"))
	var a, b bytes.Buffer
	if err := Write(&a, Contents{Waiting: []Waiting{four(t), other}}); err != nil {
		t.Fatal(err)
	}
	if err := Write(&b, Contents{Waiting: []Waiting{other, four(t)}}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("another order, another workbook")
	}
}

func TestMostAtStakeFirst(t *testing.T) {
	rich, busy := person(40, "Ida", "i@example.org"), person(50, "Bo", "o@example.org")
	order := func(id, data string) customer.Related {
		return customer.Related{Kind: customer.Orders, ID: id, Data: []byte(data)}
	}
	rich.Related = []customer.Related{order("1", `{"total":900.50}`)}
	poor := person(60, "Al", "l@example.org")
	poor.Related = []customer.Related{order("2", `{"amount":"12"}`)}
	busy.Related = []customer.Related{order("3", `{}`), order("4", `[]`)}
	list := byStake([]Waiting{
		waiting(t, "p", poor, person(61, "Ola", "")), waiting(t, "r", rich, person(41, "Ute", "")),
		waiting(t, "b", busy, person(51, "Ed", "")), waiting(t, "a", person(70, "Ib", ""), person(71, "Oz", ""))})
	got := ""
	for _, w := range list {
		got += w.Cluster.ID
	}
	if got != "brpa" {
		t.Errorf("order %s", got)
	}
}

func TestFingerprintSeesEveryShownChange(t *testing.T) {
	was := Fingerprint(four(t))
	if Fingerprint(four(t)) != was {
		t.Fatal("the same cluster, another fingerprint")
	}
	changes := map[string]func(c *customer.Customer){
		"value":   func(c *customer.Customer) { c.Email = "x@example.org" },
		"version": func(c *customer.Customer) { c.Version++ },
		"address": func(c *customer.Customer) { c.Address[0].City = "Salem" },
		"member":  func(c *customer.Customer) { c.ID = 99 },
	}
	for name, change := range changes {
		c := person(2, "Ann", "b@example.org")
		change(c)
		w := waiting(t, "I-001", person(1, "Ann", "a@example.org"), c, person(3, "Ann", "a@example.org"), person(4, "Jane", "d@example.org"))
		if Fingerprint(w) == was {
			t.Errorf("a changed %s is not seen", name)
		}
	}
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	w := four(t)
	if err := WriteCSV(&b, []Waiting{w}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(rows[0][:7], ","); got != "cluster_id,reasons,customer_id,external_customer_import_id,customerSource,group,decision" {
		t.Errorf("header %s", got)
	}
	if rows[1][1] != strings.Join(w.Reasons, "; ") || rows[1][2] != "1" || len(rows) != 5 {
		t.Errorf("rows %q", rows)
	}
	if strings.Contains(strings.Join(rows[1], "|"), "|+1") {
		t.Error("a phone number could be evaluated by a spreadsheet")
	}
	table := Table{Name: "conflicts", Rows: rows, CSV: true}
	table.set(1, "decision", "different")
	rulings, refused, err := Read(table)
	if err != nil || len(refused) > 0 || len(rulings) != 1 || len(rulings[0].Judgements) != 6 {
		t.Fatalf("%v %v %v", rulings, refused, err)
	}
	if kept, bad := Verify(rulings, map[string]Waiting{"I-001": w}); len(kept) != 1 {
		t.Errorf("refused %v", bad)
	}
}

func TestEmptyWorkbook(t *testing.T) {
	tables := write(t, Contents{})
	if len(tables) != 4 {
		t.Fatalf("%d sheets", len(tables))
	}
	if rulings, refused, err := Read(tables...); err != nil || len(rulings)+len(refused) > 0 {
		t.Errorf("%v %v %v", rulings, refused, err)
	}
}

func TestPairCluster(t *testing.T) {
	a, b := person(8, "Eve", "e@example.org"), person(9, "Eva", "f@example.org")
	c := PairCluster(customer.Pair{LeftID: 8, RightID: 9, Probability: 0.7}, a, b)
	plan, err := merge.NewPlan(merge.DefaultPolicy(), []merge.Member{{Customer: a}, {Customer: b}}, merge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reasons := merge.Gate(merge.DefaultPolicy(), c, plan)
	if c.ID != "pair 8 9" || len(reasons) < 2 || reasons[0] != merge.ReasonWeakLink || reasons[1] != "possible_match" {
		t.Errorf("%v %v", c, reasons)
	}
}

func TestPreviewWorkbook(t *testing.T) {
	a, b := person(1, "Ann", "a@example.org"), person(2, "Eve", "b@example.org")
	card := func(id string, of int64) customer.Related {
		return customer.Related{Kind: customer.Cards, ID: id, CustomerID: of, Data: []byte(`{"last4":"1"}`)}
	}
	a.Related, b.Related = []customer.Related{card("c1", 1)}, []customer.Related{card("c2", 2)}
	path := filepath.Join(t.TempDir(), "preview.xlsx")
	if err := CreatePreview(path, waiting(t, "c", a, b).Plan); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tables := read(t, data)
	if got := strings.Join(tables[0].Rows[0], "|"); got != "field|survivor 1|secondary 2|result|rule|reason|waits for a person" {
		t.Errorf("columns %s", got)
	}
	for row := range tables[0].Rows {
		if tables[0].get(row, "field") == "name" && tables[0].get(row, "waits for a person") != "yes" {
			t.Errorf("name %q", tables[0].Rows[row])
		}
	}
	if moves := tables[1]; len(moves.Rows) != 2 || moves.get(1, "record") != "c2" || moves.get(1, "says the same as") != "c1 (of 1) - all are kept" {
		t.Errorf("moves %q", moves.Rows)
	}
}
