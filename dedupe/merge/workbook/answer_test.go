package workbook

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// answer says of customers 1, 2, ... what the words say: "merge 1" is a decision
// and a group.
func answer(words ...string) Answer {
	a := Answer{Cluster: "I-001", Fingerprint: "f", Comment: "seen", Origin: "review"}
	for i, w := range words {
		decision, group, _ := strings.Cut(w, " ")
		a.Rows = append(a.Rows, AnswerRow{Member: int64(i + 1), Decision: decision, Group: group})
	}
	return a
}

func TestAnswers(t *testing.T) {
	chosen := answer("merge 1", "merge 1")
	chosen.Rows[1].Choose = map[string]string{"email": "b@example.org"}
	remains := answer("merge 1", "merge 1", "merge 2")
	remains.Survivor = 2
	stranger := answer("merge 1", "merge 1", "merge 2")
	stranger.Survivor = 3
	twice := answer("merge 1", "merge 1")
	twice.Rows[1].Member = 1
	two := answer("merge 1", "merge 1")
	two.Rows[0].Choose, two.Rows[1].Choose = map[string]string{"email": "a"}, map[string]string{"email": "b"}
	for name, c := range map[string]struct {
		answer        Answer
		want, refused string
	}{
		"merge":             {answer("merge 1", "merge 1"), "merge[1 2]", ""},
		"three of four":     {answer("merge 1", "merge 1", "merge 2", "merge 1"), "merge[1 2 4]; 1-3 non-match; 2-3 non-match; 3-4 non-match", ""},
		"two and two":       {answer("merge 1", "merge 2", "merge 1", "merge 2"), "merge[1 3]; merge[2 4]; 1-2 non-match; 1-4 non-match; 2-3 non-match; 3-4 non-match", ""},
		"one keeps waiting": {answer("merge 1", "merge 1", ""), "merge[1 2]", ""},
		"different":         {answer("different 1", "different 1"), "1-2 non-match", ""},
		"unsure":            {answer("unsure 1", "unsure 1"), "1-2 unsure", ""},
		"a chosen value":    {chosen, "merge[1 2] email=b@example.org", ""},
		"a survivor":        {remains, "merge[1 2]; 1-3 non-match; 2-3 non-match", ""},

		"survivor apart":     {stranger, "", "not merged"},
		"nobody":             {answer(), "", "no customers"},
		"no decision":        {answer("", ""), "", "say nothing"},
		"one alone":          {answer("merge 1", ""), "", "two rows"},
		"unknown word":       {answer("join 1", "join 1"), "", "unknown decision"},
		"customer twice":     {twice, "", "two rows"},
		"two values":         {two, "", "two values"},
		"no group":           {answer("merge", "merge 1"), "", "no group"},
		"different, grouped": {answer("different 1", "different 1", "different 2"), "", "share a group"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Rule(c.answer)
			if c.refused != "" {
				if !errors.Is(err, ErrAnswer) || !strings.Contains(err.Error(), c.refused) {
					t.Errorf("error %v, want %q", err, c.refused)
				}
				return
			}
			if got := describe([]Ruling{r}); err != nil || got != c.want {
				t.Errorf("ruled %q, want %q; error %v", got, c.want, err)
			}
			if name == "a survivor" && r.Groups[0].Survivor != 2 {
				t.Errorf("customer %d remains", r.Groups[0].Survivor)
			}
			for _, j := range r.Judgements {
				if j.Origin != "review" || j.Comment != "seen" {
					t.Errorf("judgement %+v", j)
				}
			}
		})
	}
}

// TestAnswersAreTheWorkbooks: the same words in a sheet and in an answer make
// the same ruling.
func TestAnswersAreTheWorkbooks(t *testing.T) {
	for _, words := range [][4]string{
		{"merge 1", "merge 1", "merge 1", "merge 1"}, {"merge 1", "merge 1", "merge 2", "merge 2"}, {"merge 1", " 1", "merge 1", " 1"},
		{"different 1", "different 1", "different 1", "different 1"}, {"unsure 1", "unsure 1", "unsure 1", "unsure 1"},
		{"merge 1", "merge 1", "merge 1", "different 1"}, {"merge 1", "merge 2", "merge 3", "merge 4"}, {"merge 1", "merge 1", "unsure 1", "unsure 1"},
	} {
		var filled []string
		for i, w := range words {
			decision, group, _ := strings.Cut(w, " ")
			filled = append(filled, fmt.Sprintf("%d decision=%s", i+1, decision), fmt.Sprintf("%d group=%s", i+1, group))
		}
		rulings, refused, err := Read(fill4(t, filled...)...)
		if err != nil {
			t.Fatal(err)
		}
		answered, err := Rule(answer(words[:]...))
		if (err != nil) != (len(refused) > 0) {
			t.Errorf("%v: refused %v in the sheet, %v in the answer", words, refused, err)
			continue
		}
		if err == nil && describe(rulings) != describe([]Ruling{answered}) {
			t.Errorf("%v: %q in the sheet, %q in the answer", words, describe(rulings), describe([]Ruling{answered}))
		}
	}
}
