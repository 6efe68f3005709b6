package report_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/cmd/internal/report"
)

// planned is a run with all that a merge step writes for the page.
func planned() map[string]string {
	files := pipeline()
	files["waiting.json"] = `{"total":1,"clusters":[{"cluster":"c1","reasons":["differs:name"],"members":[{"id":1,"importId":"RE-1","source":"RE"},{"id":2,"importId":"RE-2","source":"SF"}],
		"fields":[{"field":"id","values":["1","2"],"result":"1"},{"field":"name","values":["Anna <b>","Anne"],"result":"Anna <b>","rule":"require_equal","reason":"a person decides","waits":true},
			{"field":"email","values":["anna@example.org","anna@example.org"],"result":"anna@example.org","rule":"most_recent","reason":"unused"}],
		"moves":{"orders":3},
		"why":[{"left":"RE-1","right":"RE-2","match_weight":9.5,"match_probability":0.9986,"parts":[{"name":"prior","weight":-10},{"name":"first_name","level":"near","weight":19.5},{"name":"email","level":"missing","weight":0}]}]}]}`
	files["dedupe.json"] = `{"block_cap":1000,"given_up":7,"trusted":false,"blocking":[{"rule":{"name":"email","keys":["email_form","zip"]},"rows":9000,"blocks":71,"pairs":83,"split":1,"given_up":7}]}`
	files["merged.csv"] = "merge,cluster_id,survivor_id,survivor_import_id,customer_id,external_customer_import_id,moved\n1,c2,3,RE-3,4,RE-4,0\n1,c2,3,RE-3,9,'=RE-9,2\n2,c3,5,RE-5,6,RE-6,0\n"
	return files
}

func TestSideBySide(t *testing.T) {
	page := render(t, folder(t, planned()), false)
	for _, want := range []string{
		"Anna &lt;b&gt; · Anne", "the names differ", "would remain", "to decide", "a person decides", "3 orders", "a***@e***.org",
		"how the match weight of 9.5 adds up", ">first name<", ">near<", "&#43;19.5", "-10.0",
		"7 pairs were given up because their block is above the cap of 1,000 pairs.", "set aside for the shipped one", "email form, zip", "9,000 <small>90 %",
		"Who was merged into whom", "RE-4</bdi>, <bdi>=RE-9", "By import id.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, bad := range []string{"anna@example.org", "unused", ">missing<"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page shows %q", bad)
		}
	}
}

// TestPageIsBounded renders the most that the reports can ask for.
func TestPageIsBounded(t *testing.T) {
	files := planned()
	long := strings.Repeat("long ", 200)
	var clusters []map[string]any
	for i := range 200 {
		var fields, members []map[string]any
		for m := range 5 {
			members = append(members, map[string]any{"id": m, "importId": fmt.Sprint("RE-", i, "-", m), "source": "RE"})
		}
		for f := range 20 {
			fields = append(fields, map[string]any{"field": fmt.Sprint("fields.f", f), "values": []string{long, long, long, long, long + "x"}, "result": long})
		}
		clusters = append(clusters, map[string]any{"cluster": fmt.Sprint("c", i), "members": members, "fields": fields})
	}
	data, err := json.Marshal(map[string]any{"total": 13240, "clusters": clusters})
	if err != nil {
		t.Fatal(err)
	}
	files["waiting.json"] = string(data)
	merged := strings.Builder{}
	merged.WriteString("merge,survivor_import_id,external_customer_import_id\n")
	for i := range 5000 {
		fmt.Fprintf(&merged, "%d,A-%d,B-%d\n", i, i, i)
	}
	files["merged.csv"] = merged.String()
	page := render(t, folder(t, files), true)
	for _, want := range []string{"200 of 13,240 shown", "100 of 5,000 merges shown; all in merged.csv."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := len(page); n > 6_000_000 {
		t.Errorf("the page has %d bytes", n)
	}
}

func TestMail(t *testing.T) {
	dir := folder(t, planned())
	render(t, dir, true) // values on the page never reach the mail
	text, err := os.ReadFile(filepath.Join(dir, report.MailName))
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(string(text), "\n\n")
	if !ok || !strings.HasPrefix(head, "Subject: Pipeline run: done, 12 of 10,413 rows rejected, 1 merged, 1 waiting (1 new)\n") {
		t.Errorf("head %q", head)
	}
	for _, want := range []string{"12 rows rejected, most often: invalid email.", "summary.html", "rollcall merge apply --decisions", "rollcall merge undo --run M-1", "rollcall import "} {
		if !strings.Contains(body, want) {
			t.Errorf("the mail lacks %q:\n%s", want, body)
		}
	}
	for _, secret := range []string{"anna", "Anna", "example.org", "0147777"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the mail holds %q", secret)
		}
	}
}

func TestMailOfAFailure(t *testing.T) {
	dir := folder(t, map[string]string{"summary.json": `{"run":"R-1","name":"Nächtlich","status":"failed","error":"step 2: the disk is full","steps":[{"step":"import","skipped":"no files","wanted":["in/*.csv"]}],
		"archive":{"folder":"archive/R-1","files":[{"from":"a","to":"b"}],"left":[{"file":"c.csv","reason":"it changed since it was read"}]},"reload":["rollcall import x --map m.yaml"]}`})
	page := render(t, dir, false)
	for _, want := range []string{"step 2: the disk is full", "Nothing to import, no files: in/*.csv.", "archive/R-1", "c.csv stays where it is: it changed since it was read."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, report.MailName))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Subject: =?utf-8?q?N=C3=A4chtlich:_failed?=\n", "step 2: the disk is full\n", "rollcall import x --map m.yaml"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the mail lacks %q:\n%s", want, text)
		}
	}
}
