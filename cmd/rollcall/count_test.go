package main

import "testing"

func TestCounted(t *testing.T) {
	for _, c := range []struct {
		n    int
		noun string
		want string
	}{
		{0, "match", "0 matches"},
		{1, "match", "1 match"},
		{1, "customer", "1 customer"},
		{2, "customer", "2 customers"},
		{1, "journal entry", "1 journal entry"},
		{12, "journal entry", "12 journal entries"},
	} {
		if got := counted(c.n, c.noun); got != c.want {
			t.Errorf("counted(%d, %q) = %q, want %q", c.n, c.noun, got, c.want)
		}
	}
}
