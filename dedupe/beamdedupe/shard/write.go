package shard

import (
	"cmp"
	"context"
	"io"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterDoFn(firstOf)
	beam.RegisterDoFn(&sampleFn{})
	beam.RegisterDoFn(&assignFn{})
	beam.RegisterDoFn(&writeFn{})
	beam.RegisterDoFn(seedOf)
	register.Iter1[[]string]()
	register.Iter1[int]()
}

// Write writes lines (PCollection<parcel.Parcel>, as AppendLine writes them, in any order) as the files of a set, each
// with the header (PCollection<[]byte> of one element), under their unfinished names.
// A worker holds one file's lines in memory. Every file is written, empty ones too.
func Write(s beam.Scope, set Set, header, lines beam.PCollection) {
	s = s.Scope("shard." + set.Name)
	sample := beam.Combine(s, &sampleFn{}, beam.ParDo(s, firstOf, lines))
	assigned := beam.ParDo(s, &assignFn{Files: set.Files}, lines, beam.SideInput{Input: sample})
	numbers := make([]any, set.Files)
	for i := range numbers {
		numbers[i] = i
	}
	seeds := beam.ParDo(s, seedOf, beam.Create(s, numbers...))
	beam.ParDo0(s, &writeFn{Set: set}, beam.CoGroupByKey(s, seeds, parcel.Deliver(s, assigned)), beam.SideInput{Input: header})
}

func firstOf(lines parcel.Parcel, emit func(string)) error {
	r := lines.Read()
	for r.More() {
		emit(readLine(&r).First)
	}
	return r.Err()
}

func seedOf(file int) (int64, int) { return int64(file), file }

// sampleSize is how many First values the files' bounds are drawn from.
const sampleSize = 4096

// sampleFn keeps the values with the smallest hashes, which is the same sample in
// whatever order they come.
type sampleFn struct{}

func (*sampleFn) CreateAccumulator() []string { return nil }

func (*sampleFn) AddInput(kept []string, value string) []string {
	if at, found := slices.BinarySearchFunc(kept, value, compareHashes); !found && at < sampleSize {
		kept = slices.Insert(kept, at, value)
	}
	return kept[:min(len(kept), sampleSize)]
}

func (f *sampleFn) MergeAccumulators(a, b []string) []string {
	for _, value := range b {
		a = f.AddInput(a, value)
	}
	return a
}

func (*sampleFn) ExtractOutput(kept []string) []string { return kept }

func compareHashes(a, b string) int {
	return cmp.Or(cmp.Compare(record.Hash(a), record.Hash(b)), cmp.Compare(a, b))
}

// assignFn brings lines to their files.
type assignFn struct {
	Files  int
	bounds []string
}

// ProcessElement reads the sample, of which there is one, or none when there are no
// lines, once.
func (f *assignFn) ProcessElement(lines parcel.Parcel, samples func(*[]string) bool, emit func(parcel.Parcel)) error {
	var sample []string
	if f.bounds == nil && samples(&sample) {
		f.bounds = Bounds(sample, f.Files)
	}
	var mail parcel.Mail
	r := lines.Read()
	for r.More() {
		line := readLine(&r)
		mail.Add(int64(fileOf(f.bounds, line.First)), AppendLine(nil, line))
	}
	mail.Send(emit)
	return r.Err()
}

// writeFn writes one file.
type writeFn struct{ Set Set }

// ProcessElement sorts and writes.
func (f *writeFn) ProcessElement(ctx context.Context, file int64, _ func(*int) bool, lines func(*parcel.Parcel) bool, header []byte) error {
	var list []Line
	var p parcel.Parcel
	for lines(&p) {
		r := p.Read()
		for r.More() {
			list = append(list, readLine(&r))
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	slices.SortFunc(list, compareLines)
	return WriteFile(ctx, f.Set.Path(int(file)), func(w io.Writer) error {
		if _, err := w.Write(header); err != nil {
			return err
		}
		for i := range list {
			if _, err := w.Write(list[i].Text); err != nil {
				return err
			}
		}
		return nil
	})
}

// AppendLine appends a line, as Write takes it.
func AppendLine(b []byte, line Line) []byte {
	return wire.AppendBytes(wire.AppendText(wire.AppendText(b, line.First), line.Second), line.Text)
}

// readLine reads what AppendLine wrote. Text is part of what is read, not a copy.
func readLine(r *wire.Reader) Line {
	return Line{First: r.Text(), Second: r.Text(), Text: r.Bytes()}
}
