package beamdedupe

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

func init() {
	beam.RegisterDoFn(&readFileFn{})
}

// What is learned from all records is a fact: a collection of one element, in JSON,
// that later steps take as a side input.

// parseFact reads a fact into v.
func parseFact(fact []byte, v any) error {
	if err := json.Unmarshal(fact, v); err != nil {
		return fmt.Errorf("fact between two steps: %w", err)
	}
	return nil
}

// writeFact writes a fact. What is written are values of ours, which have a JSON form.
func writeFact(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("beamdedupe: " + err.Error())
	}
	return data
}

// addFact adds the second of two facts that add up to the first, either of which may
// be missing yet.
func addFact[T any](a, b []byte, add func(to *T, other T)) []byte {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	var to, other T
	if err := parseFact(a, &to); err != nil {
		panic("beamdedupe: " + err.Error()) // a combine cannot fail otherwise
	}
	if err := parseFact(b, &other); err != nil {
		panic("beamdedupe: " + err.Error())
	}
	add(&to, other)
	return writeFact(to)
}

// fileFact returns the content of a file as a fact.
func fileFact(s beam.Scope, path string) beam.PCollection {
	return beam.ParDo(s, &readFileFn{}, beam.Create(s, path))
}

// readFileFn reads a file.
type readFileFn struct{}

// ProcessElement emits what is in the file at path.
func (*readFileFn) ProcessElement(ctx context.Context, path string, emit func([]byte)) error {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	data, err := filesystem.Read(ctx, fs, path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	emit(data)
	return nil
}
