package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

func TestMergeMeasuresBothWays(t *testing.T) {
	var out, problems bytes.Buffer
	err := run(context.Background(), []string{"merge", "--clusters", "40", "--store", "sqlite"}, &out, &problems)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"40 clusters, 60 customers merged away, 120 records moved, 0 waiting", "40 merges undone, 60 customers back, 120 records moved back, 0 conflicts"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if err := run(context.Background(), []string{"merge", "--store", "oracle"}, &out, &problems); err == nil {
		t.Error("an unknown store was measured")
	}
}
