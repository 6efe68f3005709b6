package pipeline

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/store"
)

// totalOf counts what a question will yield, for progress alone: where nobody
// looks, or the store cannot tell, it is unknown.
func (s *Session) totalOf(ctx context.Context, q store.Query) int {
	if s.Progress == nil {
		return 0
	}
	n, _ := s.Store.Count(ctx, q) // the stream itself will say what is wrong
	return int(n)
}

// lineFiles end their records with their lines, mostly: enough for an estimate.
var lineFiles = []string{".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson"}

// expected estimates how many rows inputs hold, for progress alone: the lines
// of text files; 0 when one is compressed or a workbook.
func (s *Session) expected(in *Inputs) int {
	total := 0
	for _, input := range in.List {
		path := input.Reader.Info().File
		if s.Progress == nil || !slices.Contains(lineFiles, strings.ToLower(filepath.Ext(path))) {
			return 0
		}
		n, err := countLines(path)
		if err != nil {
			return 0 // the import itself will say what is wrong
		}
		total += n
	}
	return total
}

func countLines(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	buffer := make([]byte, 1<<16)
	for n := 0; ; {
		k, err := f.Read(buffer)
		n += bytes.Count(buffer[:k], []byte("\n"))
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
