package source

import (
	"context"
	"fmt"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(&readFn{})
}

// Match returns the files that a pattern names, in order. None is an error.
func Match(ctx context.Context, pattern string) ([]string, error) {
	fs, err := filesystem.New(ctx, pattern)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	files, err := fs.List(ctx, pattern)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", pattern, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no file matches %s: write them with rollcall export --shards", pattern)
	}
	slices.Sort(files)
	return files, nil
}

// Files reads files of JSON Lines (.gz and .zst are unpacked), each by one worker,
// and returns people (PCollection<parcel.Parcel>, as AppendPerson writes them) and dead
// letters (PCollection<Dead>). A file that cannot be read to its end fails the pipeline.
func Files(s beam.Scope, files []string, region string) (people, dead beam.PCollection) {
	s = s.Scope("source.Files")
	return beam.ParDo2(s, &readFn{region}, beam.Reshuffle(s, beam.CreateList(s, files)))
}

// readFn reads one file.
type readFn struct{ Region string }

// ProcessElement reads the file at path.
func (f *readFn) ProcessElement(ctx context.Context, path string, emit func(parcel.Parcel), dead func(Dead)) error {
	people := crowd{emit: emit}
	for l, err := range readLines(ctx, path) {
		if err != nil {
			return err
		}
		p, err := f.read(l)
		if err != nil {
			dead(Dead{From: path, Line: l.number, ID: p.ID, Reason: err.Error(), Text: string(l.text)})
			continue
		}
		people.add(p)
	}
	people.send()
	return ctx.Err()
}

func (f *readFn) read(l line) (Person, error) {
	if l.long {
		return Person{}, ErrLong
	}
	c, err := customer.ParseObject(l.text)
	if err != nil {
		return Person{}, err
	}
	return prepare(c, f.Region)
}
