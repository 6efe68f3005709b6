package expression_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rollcall/importer/expression"
)

var values = map[string]string{"A": "Ann", "B b": "Bee", "n": "12", "list": "x,y,z", "day": "2026-11-22"}

func TestRuns(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{`row["A"] + " " + row["B b"]`, "Ann Bee"},
		{`row.A`, "Ann"},
		{`row["none"]`, ""},
		{`int(row["n"]) + 1`, "13"},
		{`float(row["n"]) / 5`, "2.4"},
		{`row["A"] == "Ann"`, "true"},
		{`nil`, ""},
		{`split(row["list"], ",")`, `["x","y","z"]`},
		{`join(split(row["list"], ","), "-")`, "x-y-z"},
		{`join(map(split(row["list"], ","), upper(#)))`, "XYZ"},
		{`filter(split(row["list"], ","), # != "y") | join("+")`, "x+z"},
		{`reduce(split(row["list"], ","), #acc + #)`, "xyz"},
		{`let a = upper(row["A"]); a + a`, "ANNANN"},
		{`replace(row["A"], "n", "m")`, "Amm"},
		{`replace(row["A"], "n", "m", 1)`, "Amn"},
		{`replace(row["A"], "", ".")`, ".A.n.n."},
		{`repeat(row["A"], 2)`, "AnnAnn"},
		{`repeat(row["A"], 0)`, ""},
		{`count(split(row["list"], ","), # > "x")`, "2"},
		{`sortBy(split(row["list"], ","), #, "desc")[0]`, "z"},
		{`any(split(row["list"], ","), any(split(row["list"], ","), # == "z"))`, "true"},
		{`row["A"] matches "^A"`, "true"},
		{`string(date("2026-11-22").Year())`, "2026"},
		{`date(row["day"]).Format("02.01.2006 MST")`, "22.11.2026 UTC"},
		{`date(row["day"]) > date("2026-11-21")`, "true"},
		{`{"a": row["A"]}`, `{"a":"Ann"}`},
	} {
		p, err := expression.Compile(c.source, "row")
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got, err := p.Run(values); err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.source, got, err, c.want)
		}
	}
}

func TestSaysWhatItReads(t *testing.T) {
	for _, c := range []struct {
		source, names string
		dynamic       bool
	}{
		{`"x"`, "", false},
		{`row["B"] + row.A + row["B"]`, "A B", false},
		{`row[row["A"]]`, "A", true},
		{`keys(row)[0] + row["A"]`, "A", true},
		{`map(["A"], row[#])`, "", true},
	} {
		p, err := expression.Compile(c.source, "row")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(p.Names(), " "); got != c.names || p.Dynamic() != c.dynamic {
			t.Errorf("%s: reads %q, dynamic %v", c.source, got, p.Dynamic())
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		source       string
		line, column int
	}{
		{`trim(row["A"]`, 1, 13}, {`nope(1)`, 1, 1}, {`  now()`, 1, 3}, {"row[\"A\"] +\n  nope(2)", 2, 3}, {`customer["A"]`, 1, 1}, {`row["A"] + 1`, 1, 10}, {"", 1, 1},
	} {
		_, err := expression.Compile(c.source, "row")
		var fault *expression.Error
		if !errors.As(err, &fault) || fault.Line != c.line || fault.Column != c.column || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v (%+v), want line %d, column %d", c.source, err, fault, c.line, c.column)
		}
	}
}

// TestIsBounded: what would take for ever, or all memory, fails at once.
func TestIsBounded(t *testing.T) {
	for _, source := range []string{
		`let r = 1..900000; count(r, count(r, true) > 0)`,
		`reduce(1..60, #acc + #acc, "xxxxxxxx")`,
		`repeat(repeat(repeat("x", 1000000), 1000000), 1000000)`,
		`repeat("x", 9223372036854775807)`,
		`repeat("x", -1)`,
		`let a = repeat("x", 1000000); let b = replace(a, "x", a); b`,
		`let a = "xxxxxxxx"; ` + doubling(60) + `z`,
		`map(map(map(map(["` + strings.Repeat("x", 9000) + `"], ` + sum("#", 100) + `), ` + sum("#", 100) + `), ` + sum("#", 100) + `), "a")`,
		`join(map(1..900000, row["A"]), repeat("x", 1000000))`,
		`split(row["A"], "@")[1]`,
	} {
		p, err := expression.Compile(source, "row")
		if err != nil {
			t.Errorf("%.60s: %v", source, err)
			continue
		}
		if _, err := p.Run(values); !errors.Is(err, expression.ErrFailed) || err.Error() != expression.ErrFailed.Error() {
			t.Errorf("%.60s: error %v", source, err)
		}
	}
}

// doubling declares variables that double the one before, the last of them z.
func doubling(times int) string {
	var b strings.Builder
	last := "a"
	for i := range times {
		name := "v" + strings.Repeat("i", i+1)
		if i == times-1 {
			name = "z"
		}
		b.WriteString("let " + name + " = " + last + " + " + last + "; ")
		last = name
	}
	return b.String()
}

func sum(term string, terms int) string {
	return strings.Join(slices.Repeat([]string{term}, terms), " + ")
}

// FuzzRun checks that any expression is refused with its place or ends, and
// gives the same again.
func FuzzRun(f *testing.F) {
	for _, source := range []string{`trim(row["A"]) != "-" ? row["A"] : ""`, `reduce(1..9, #acc + #)`, `let a = row["n"]; map(1..3, a)`, `row | keys() | sort() | join(",")`, `fromJSON(row["A"])`} {
		f.Add(source, "Ann", "12")
	}
	f.Fuzz(func(t *testing.T, source, a, n string) {
		p, err := expression.Compile(source, "row")
		if err != nil {
			var fault *expression.Error
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Column < 1 {
				t.Fatalf("error %v", err)
			}
			return
		}
		row := map[string]string{"A": a, "n": n}
		got, err := p.Run(row)
		if err != nil && !errors.Is(err, expression.ErrFailed) {
			t.Fatal(err)
		}
		if again, _ := p.Run(row); again != got && !strings.ContainsAny(source, "{") {
			t.Fatalf("%q and %q", got, again)
		}
	})
}

func BenchmarkRun(b *testing.B) {
	p, err := expression.Compile(`trim(row["A"]) != "-" ? trim(row["B b"]) : ""`, "row")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := p.Run(values); err != nil {
			b.Fatal(err)
		}
	}
}
