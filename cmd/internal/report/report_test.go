package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/cmd/internal/report"
)

// folder makes a report folder of the given files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func render(t *testing.T, dir string, withValues bool) string {
	t.Helper()
	if err := report.Render(dir, withValues); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, report.PageName))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

const errorsHeader = "run_id,source,file,sheet,row,record,column,field,severity,code,message,value,other_row,customerImportId,customerId,membershipId,cardholderImportId,benefitImportId\n"

// pipeline is a whole run: two imports, dedupe, merge, export.
func pipeline() map[string]string {
	return map[string]string{
		"summary.json": `{"run":"R-1","status":"done","started":"2026-01-02T03:04:05Z","ended":"2026-01-02T03:05:15Z","store":"sqlite rollcall.db","unknown":{"a":1},"steps":[
			{"step":"import","files":[{"file":"/in/crm.csv","sha256":"x","rows":{"read":10000,"created":10000}},{"file":"/in/tix.xlsx","sheet":"Members","rows":{"read":412,"updated":300,"unchanged":100,"rejected":12}}],"changes":{"email":200,"lastName":100},"notes":["delimiter: a guess"],"rows":{"read":10412,"created":10000,"updated":300,"unchanged":100,"rejected":12,"repeated":0,"blank":0},"warnings":3,"reports":{"errors":"errors.csv","rejects":["rejects-1-crm.csv"]}},
			{"step":"import","files":["/in/old/shop.csv"],"rows":{"read":1,"created":1},"reports":{}},
			{"step":"dedupe","records":10001,"candidate_pairs":4,"matches":2,"possible_matches":1,"clusters":2,"duplicates":2,"reports":{"pairs":"out/pairs.csv"}},
			{"step":"merge","run":"M-1","merged_clusters":1,"merged_customers":1,"waiting":1,"new_waiting":1,"conflicts":2,"waiting_reasons":[{"reason":"differs:birth_date","count":1}]},
			{"step":"export","file":"clean.xlsx","format":"xlsx","totals":{"customers":10000,"related":{"orders":7},"order_total":"12.50"}}]}`,
		"errors.csv": errorsHeader +
			"R-1,RE,/in/crm.csv,,7,6,E-Mail,email,blocker,invalid_email,not an email address,anna.secret@@example.org,,,,,,\n" +
			"R-1,RE,/in/crm.csv,,9,8,E-Mail,email,blocker,invalid_email,not an email address,'=x<script>alert(1)</script>,,,,,,\n" +
			"R-1,RE,/in/crm.csv,,11,10,Tel,phoneNumber,warning,invalid_phone,no phone number,'+1 555 0147777,,,,,,\n",
		"rejects-1-crm.csv": "x", "conflicts.xlsx": "x",
		"pairs.csv": "record_id_l,record_id_r,import_id_l,import_id_r,match_weight,match_probability,decision,blocking_rule,level_name,level_email\n" +
			"1,2,RE-1,RE-2,9.5,0.9986,match,email,exact,missing\n3,4,RE-3,RE-4,6,0.98,match,phone,exact,exact\n5,6,RE-5,RE-6,1.2,0.69,possible_match,phone,near,else\n7,8,a,b,-3,0.1,non_match,zip,else,else\n",
		"clusters.csv": "cluster_id,customer_id,external_customer_import_id,size,weakest_link,decision\nc1,1,RE-1,2,0.99,review\nc1,2,RE-2,2,0.99,review\nc2,3,RE-3,2,0.99,auto\nc2,4,RE-4,2,0.99,auto\n",
		"conflicts.csv": "cluster_id,reason,customer_id,external_customer_import_id,customerSource,firstName,email,phoneNumber,orgName\n" +
			"c1,birth_date_differs,1,RE-1,RE,Anna <b>,anna@example.org,+1 555 0100123,\nc1,birth_date_differs,2,RE-2,SF,Anne,anna@example.org,+1 555 0100124,\n",
	}
}

func TestPipelinePage(t *testing.T) {
	page := render(t, folder(t, pipeline()), false)
	for _, want := range []string{
		"<h1>Pipeline run <span class=\"status\">Done</span>", "2 January 2026, 03:04 UTC", "1 min 10 s", "sqlite rollcall.db",
		"10,413 rows came in: 10,001 created, 300 updated, 100 unchanged.", "12 rows rejected, most often: invalid email.",
		"2 customers of 10,001 found to be the same as another, in 2 clusters.", "1 customer merged into 1.", "1 cluster waits for a person, 1 of them new.",
		"Where 10,413 rows went", "tix.xlsx, Members", "Which values changed", "delimiter: a guess", "crm.csv", ">old/shop.csv<", ">crm.csv<", "not an email address", "crm.csv row 7, E-Mail: a***@e***.org",
		"rollcall merge undo --run M-1", "different values in birth_date", "rejects-1-crm.csv", "weight 9.5, probability 0.9986", "name: exact",
		"Anna &lt;b&gt;", "a***@e***.org", "12.50", "orders 7", "clean.xlsx", "conflicts.xlsx", "match 0.95", "review 0.5",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, secret := range []string{"anna.secret", "anna@example.org", "0147777", "0100123", "0100124"} {
		if strings.Contains(page, secret) {
			t.Errorf("the masked page shows %q", secret)
		}
	}
	if strings.Count(page, `class="differs"`) != 2 { // firstName and phoneNumber, not email
		t.Errorf("%d fields are marked as different, want 2", strings.Count(page, `class="differs"`))
	}
	if strings.Contains(page, ">orgName") {
		t.Error("a field without a value is shown")
	}
}

func TestWithValues(t *testing.T) {
	page := render(t, folder(t, pipeline()), true)
	for _, want := range []string{"anna@example.org", "&#43;1 555 0147777", "=x&lt;script&gt;", "shows customer values in full"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// The page asks nothing of the network and runs nothing.
func TestSelfContained(t *testing.T) {
	page := render(t, folder(t, pipeline()), true)
	for _, bad := range []string{"http:", "https:", "<script", "javascript:", "@import", "url(", "<link", "onload", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestSameFactsSameBytes(t *testing.T) {
	dir := folder(t, pipeline())
	if first := render(t, dir, false); first != render(t, dir, false) {
		t.Error("two renderings differ")
	}
	info, err := os.Stat(filepath.Join(dir, report.PageName))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Tags are balanced, ids unique, references resolve, header cells have a
// scope, and every picture has a text or is hidden.
func TestAccessible(t *testing.T) {
	ids, refs, levels := map[string]bool{}, []string{}, []string{}
	walk(t, render(t, folder(t, pipeline()), false), func(e xml.StartElement) {
		a := map[string]string{}
		for _, attr := range e.Attr {
			a[attr.Name.Local] = attr.Value
		}
		if id := a["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %q twice", id)
			}
			ids[id] = true
		}
		for _, ref := range []string{a["aria-labelledby"], strings.TrimPrefix(a["href"], "#")} {
			if ref != "" && (ref == a["aria-labelledby"] || strings.HasPrefix(a["href"], "#")) {
				refs = append(refs, ref)
			}
		}
		switch name := e.Name.Local; {
		case name == "th" && a["scope"] == "":
			t.Error("a header cell without scope")
		case name == "svg" && a["aria-hidden"] == "" && a["aria-label"] == "" && a["aria-labelledby"] == "":
			t.Error("a picture without a text")
		case len(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6':
			levels = append(levels, name)
		}
	})
	for _, ref := range refs {
		if !ids[ref] {
			t.Errorf("reference to %q, which is not there", ref)
		}
	}
	for i, level := range levels {
		if i > 0 && level[1] > levels[i-1][1]+1 || (level == "h1") != (i == 0) {
			t.Errorf("heading %d is %s after %s", i, level, levels[max(0, i-1)])
		}
	}
}

// walk passes every element to see, and fails on unbalanced tags.
func walk(t *testing.T, page string, see func(xml.StartElement)) {
	t.Helper()
	_, page, _ = strings.Cut(page, "<!DOCTYPE html>")
	d := xml.NewDecoder(bytes.NewReader([]byte(page)))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			open = append(open, e.Name.Local)
			see(e)
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != e.Name.Local {
				t.Fatalf("</%s> closes %v", e.Name.Local, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("left open: %v", open)
	}
}

func TestSingleCommand(t *testing.T) {
	cases := map[string]struct{ summary, want string }{
		"import": {`{"run":"I-1","files":"crm.csv","rows":{"read":2,"created":2},"top_reasons":[{"code":"missing_name","severity":"blocker","count":4,"examples":[3,{"file":"b.csv","row":5}]}]}`, "Import run"},
		"dedupe": {`{"run":"D-1","records":5,"clusters":0}`, "Dedupe run"},
		"merge":  {`{"run":"M-1","merged_clusters":0,"dry_run":true}`, "Dry run"},
		"export": {`{"file":"x.csv","totals":{"customers":3}}`, "3 customers written to x.csv."},
		"hand":   {`{"step":"merge","merged_customers":2}`, "2 customers merged."},
		"undo":   {`{"step":"undo","undone_merges":1,"restored_customers":2}`, "1 merge undone: 2 customers restored."},
		"none":   {`{}`, "says nothing"},
		"failed": {`{"status":"failed","steps":[]}`, "Failed"},
	}
	for name, c := range cases {
		if page := render(t, folder(t, map[string]string{"summary.json": c.summary}), false); !strings.Contains(page, c.want) {
			t.Errorf("%s: the page lacks %q", name, c.want)
		}
	}
	page := render(t, folder(t, map[string]string{"summary.json": cases["import"].summary}), false)
	for _, want := range []string{"crm.csv row 3", "b.csv row 5"} {
		if !strings.Contains(page, want) {
			t.Errorf("reasons of the summary: the page lacks %q", want)
		}
	}
}

func TestLargeReportsAreSampledHonestly(t *testing.T) {
	files := pipeline()
	var b strings.Builder
	b.WriteString("cluster_id,reason,customer_id,external_customer_import_id,firstName\n")
	for i := range 13240 {
		fmt.Fprintf(&b, "c%d,r,%d,RE-%d,Anna\nc%d,r,%d,SF-%d,Ann\n", i, i, i, i, i+20000, i)
	}
	files["conflicts.csv"] = b.String()
	page := render(t, folder(t, files), false)
	if !strings.Contains(page, "200 of 13,240 shown; all in conflicts.csv") {
		t.Error("the page does not say that it shows a sample")
	}
	if n := strings.Count(page, "<details"); n != 200 {
		t.Errorf("%d clusters shown, want 200", n)
	}
}

func TestErrorsNameTheReport(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"no summary":     {nil, "summary.json"},
		"broken summary": {map[string]string{"summary.json": "{"}, "summary.json"},
		"broken csv":     {map[string]string{"summary.json": "{}", "errors.csv": errorsHeader + "a,\"secret\n"}, "errors.csv: "},
	} {
		dir := folder(t, c.files)
		err := report.Render(dir, false)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
		if _, statErr := os.Stat(filepath.Join(dir, report.PageName)); !errors.Is(statErr, os.ErrNotExist) {
			t.Errorf("%s: a page was written", name)
		}
	}
}
