package sheet_test

import (
	"testing"

	"rollcall/exporter/sheet"
)

func TestSafe(t *testing.T) {
	cases := map[string]string{
		"": "", "plain": "plain", "a=1": "a=1", "=1+1": "'=1+1", "+1 555 0100": "'+1 555 0100", "-1": "'-1", "@SUM(1)": "'@SUM(1)",
		"\t=1": "'\t=1", "\r\n": "'\r\n", " =1": "' =1", " plain": " plain", "'": "''", "'=1": "''=1", "'tis": "''tis", "＝1": "'＝1",
		"  \t=1": "'  \t=1", "\u00a0=1": "'\u00a0=1",
	}
	for text, want := range cases {
		if got := sheet.Safe(text); got != want {
			t.Errorf("Safe(%q) = %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"'tis", "'x", "plain"} {
		if got := sheet.Unsafe(text); got != text {
			t.Errorf("Unsafe(%q) = %q: nothing to take back", text, got)
		}
	}
}

func FuzzSafe(f *testing.F) {
	for _, text := range awkward[:40] {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		safe := sheet.Safe(text)
		if got := sheet.Unsafe(safe); got != text {
			t.Errorf("Unsafe(Safe(%q)) = %q", text, got)
		}
		if safe != "" && (safe[0] == '=' || safe[0] == '+' || safe[0] == '-' || safe[0] == '@') {
			t.Errorf("Safe(%q) = %q", text, safe)
		}
	})
}

func FuzzText(f *testing.F) {
	for _, text := range awkward[:40] {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || len(text) > 1000 {
			return
		}
		want := string([]rune(text)) // bytes that are no UTF-8 become U+FFFD
		got, err := open(t, write(t, sheet.Text, []string{text})).GetCellValue("One", "A2")
		if err != nil || got != want {
			t.Errorf("wrote %q, read %q (%v)", want, got, err)
		}
	})
}
