package review

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"rollcall/store/customer"
)

func TestPieces(t *testing.T) {
	for _, c := range []struct{ text, other, want string }{
		{"12 Elm St", "12 Elm Street", "12 Elm [St]"},
		{"Ann Lee", "Ann Lee", "Ann Lee"},
		{"Ann", "", "Ann"},
		{"", "Ann", ""},
		{"lee.ann@example.org", "ann.lee@example.org", "[lee].ann@example.org"},
		{"محمود عبد", "محمد عبد", "[محمود] عبد"},
		{"(617) 555-0101", "617 555 0101", "(617) 555-0101"},
		{"a b c d", "b d", "[a] b [c] d"},
		{"é", "è", "[é]"},
		{"美幸 佐々木", "美咲 佐々木", "美[幸] 佐々木"},
	} {
		got := ""
		for _, p := range pieces(c.text, c.other) {
			if p.Differs {
				got += "[" + p.Text + "]"
			} else {
				got += p.Text
			}
		}
		if got != c.want {
			t.Errorf("pieces(%q, %q) = %q, want %q", c.text, c.other, got, c.want)
		}
	}
}

// FuzzPieces: nothing of a text is lost, and what is equal is not marked.
func FuzzPieces(f *testing.F) {
	f.Add("12 Elm St", "12 Elm Street")
	f.Add("a\xffb", "  ")
	f.Add("美咲 佐々木", "美幸 佐々木")
	f.Fuzz(func(t *testing.T, text, other string) {
		var whole strings.Builder
		for _, p := range pieces(text, other) {
			whole.WriteString(p.Text)
			if p.Differs && text == other {
				t.Errorf("%q differs from itself", p.Text)
			}
		}
		if whole.String() != text {
			t.Errorf("%q became %q", text, whole.String())
		}
	})
}

// FuzzDraft: any form makes a draft, whose answer is about the members and
// nobody else.
func FuzzDraft(f *testing.F) {
	f.Add("survivor=1&group.1=A&group.2=B&pick=2%7Cemail&write.email=x&comment=c&fingerprint=f")
	f.Add("pick=x&pick=1&group.x=1&write.=1&survivor=-9")
	f.Fuzz(func(t *testing.T, text string) {
		form, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		d := readDraft(form)
		members := []*customer.Customer{{ID: 1, Email: "a"}, {ID: 2, Email: "b"}}
		a := d.answer("c", "merge", members)
		if len(a.Rows) != 2 || a.Rows[0].Member != 1 || a.Rows[1].Member != 2 || a.Survivor != 0 && a.Survivor != 1 && a.Survivor != 2 {
			t.Errorf("answer %+v", a)
		}
		for _, row := range a.Rows {
			for field := range row.Choose {
				if field != "email" {
					t.Errorf("chose %q", fmt.Sprint(row.Choose))
				}
			}
		}
	})
}
