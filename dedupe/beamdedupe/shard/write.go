package shard

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[Line](), encodeLine, decodeLine)
	beam.RegisterDoFn(firstOf)
	beam.RegisterDoFn(&sampleFn{})
	beam.RegisterDoFn(&assignFn{})
	beam.RegisterDoFn(&writeFn{})
	beam.RegisterDoFn(seedOf)
	register.Iter1[[]string]()
	register.Iter1[int]()
	register.Iter1[Line]()
	register.Emitter2[int, Line]()
}

// Write writes lines (PCollection<Line>, in any order) as the files of a set, each
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
	beam.ParDo0(s, &writeFn{Set: set}, beam.CoGroupByKey(s, seeds, assigned), beam.SideInput{Input: header})
}

func firstOf(line Line) string { return line.First }

func seedOf(file int) (int, int) { return file, file }

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

// assignFn gives each line its file.
type assignFn struct {
	Files  int
	bounds []string
}

// ProcessElement reads the sample, of which there is one, or none when there are no
// lines, once.
func (f *assignFn) ProcessElement(_ context.Context, line Line, samples func(*[]string) bool, emit func(int, Line)) {
	var sample []string
	if f.bounds == nil && samples(&sample) {
		f.bounds = Bounds(sample, f.Files)
	}
	emit(fileOf(f.bounds, line.First), line)
}

// writeFn writes one file.
type writeFn struct{ Set Set }

// ProcessElement sorts and writes.
func (f *writeFn) ProcessElement(ctx context.Context, file int, _ func(*int) bool, lines func(*Line) bool, header []byte) error {
	var list []Line
	var line Line
	for lines(&line) {
		list = append(list, line)
	}
	slices.SortFunc(list, compareLines)
	return WriteFile(ctx, f.Set.Path(file), func(w io.Writer) error {
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

var errLine = errors.New("damaged line between two steps")

func encodeLine(line Line) []byte {
	out := make([]byte, 0, len(line.First)+len(line.Second)+len(line.Text)+6)
	out = append(binary.AppendUvarint(out, uint64(len(line.First))), line.First...)
	out = append(binary.AppendUvarint(out, uint64(len(line.Second))), line.Second...)
	return append(out, line.Text...)
}

func decodeLine(data []byte) (line Line, err error) {
	for _, to := range []*string{&line.First, &line.Second} {
		size, n := binary.Uvarint(data)
		if n <= 0 || size > uint64(len(data)-n) {
			return line, errLine
		}
		*to, data = string(data[n:n+int(size)]), data[n+int(size):]
	}
	line.Text = slices.Clone(data)
	return line, nil
}
