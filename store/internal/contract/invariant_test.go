package contract

import (
	"errors"
	"strconv"
	"testing"
)

func TestVerify(t *testing.T) {
	queries := map[string]string{}
	for _, rule := range invariants {
		queries[rule.code] = rule.code
	}
	findings, err := Verify(queries, func(query string, found func(string)) error {
		if query == "version_invalid" {
			for id := range maxExamples + 2 {
				found(strconv.Itoa(id))
			}
		}
		return nil
	})
	if err != nil || len(findings) != 1 || findings[0].Code != "version_invalid" || findings[0].Count != maxExamples+2 || len(findings[0].Examples) != maxExamples {
		t.Errorf("findings %+v, error %v", findings, err)
	}
	broken := errors.New("broken")
	if _, err := Verify(queries, func(string, func(string)) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	delete(queries, "version_invalid")
	if _, err := Verify(queries, func(string, func(string)) error { return nil }); err == nil {
		t.Error("a store without one of the questions passed")
	}
}
