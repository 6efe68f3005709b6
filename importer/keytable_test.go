package importer

import (
	"fmt"
	"math/bits"
	"strings"
	"testing"

	"rollcall/store/customer"
)

func TestKeyTable(t *testing.T) {
	table := newKeyTable(1)
	for i := range 1000 {
		key := fmt.Sprintf("import:%d", i)
		if at := table.add(key, fingerprint(key)); int(at) != i+1 || table.add(key, fingerprint(key)) != at {
			t.Fatalf("%s stands at %d", key, at)
		}
	}
	if k := table.importID("77"); k == nil || k.key != "import:77" || !k.names(customer.Ref{Kind: customer.ByImportID, Text: "77"}) {
		t.Error("a key is not found by its import id")
	}
	if table.find("import:1000") != nil || table.find("") != nil {
		t.Error("a key is found that nobody added")
	}
	alike := newKeyTable(4)
	if a, b := alike.add("a", 1), alike.add("b", 1); a == b || alike.add("a", 1) != a {
		t.Error("keys of one fingerprint are confused")
	}
	if (&keyTable{}).find("a") != nil || alike.importID("a") != nil {
		t.Error("a table without the key has it")
	}
}

// TestFingerprints: texts that differ in one byte differ in about half of the
// bits, and prefixes are told from their extensions by zeros.
func TestFingerprints(t *testing.T) {
	seen := map[uint64]string{}
	for n := range 40 {
		text := strings.Repeat("\x00", n)
		if other, twice := seen[fingerprint(text)]; twice {
			t.Fatalf("%q and %q", text, other)
		}
		seen[fingerprint(text)] = text
		for i := range n {
			changed := text[:i] + "\x01" + text[i+1:]
			if d := bits.OnesCount64(fingerprint(text) ^ fingerprint(changed)); d < 12 || d > 52 {
				t.Errorf("%d zeros with byte %d changed: %d bits differ", n, i, d)
			}
		}
	}
}
