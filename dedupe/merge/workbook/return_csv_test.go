package workbook

import (
	"bytes"
	"testing"
)

func TestReturnCSV(t *testing.T) {
	table := Table{Name: "f", CSV: true, Rows: [][]string{
		{"cluster_id", "customer_id", "group", "decision", "status", "name", "fingerprint"},
		{"c", "1", "1", "merge", "old", "'=A1", "x"},
		{"c", "2"},
	}}
	var b bytes.Buffer
	if err := ReturnCSV(&b, table, map[Place]Status{{"f", 2}: {Text: "done"}, {"f", 3}: {Text: "refused: no", Refused: true}}); err != nil {
		t.Fatal(err)
	}
	want := "cluster_id,customer_id,group,decision,status,name,fingerprint\n" +
		"c,1,1,merge,done,'=A1,x\n" +
		"c,2,,,refused: no,,\n"
	if b.String() != want {
		t.Errorf("came back as\n%swant\n%s", b.String(), want)
	}
	if err := ReturnCSV(&b, Table{Name: "f", Rows: [][]string{{"a"}}}, nil); err == nil {
		t.Error("a table without decisions came back")
	}
}
