package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// mostLine is the longest line that is read, in bytes; a longer one is poisoned.
const mostLine = 16 << 20

// line is one line of a file, without its end. Long lines are cut.
type line struct {
	number int64 // from 1
	text   []byte
	long   bool
}

// readLines yields the lines of a file that are not blank; text is valid until the
// next one. An error ends it: the file cannot be read further.
func readLines(ctx context.Context, path string) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		in, err := open(ctx, path)
		if err != nil {
			yield(line{}, fmt.Errorf("read %s: %w", path, err))
			return
		}
		defer in.Close()
		scan := lineScanner{in: bufio.NewReaderSize(in, 1<<18)}
		for {
			l, err := scan.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(l, fmt.Errorf("read %s, line %d: %w: export it again", path, l.number, err))
				return
			}
			if len(bytes.TrimSpace(l.text)) > 0 && !yield(l, nil) {
				return
			}
		}
	}
}

// lineScanner cuts lines.
type lineScanner struct {
	in     *bufio.Reader
	number int64
	buffer []byte
}

// next returns the next line, or io.EOF after the last.
func (s *lineScanner) next() (line, error) {
	s.buffer = s.buffer[:0]
	s.number++
	l := line{number: s.number}
	for {
		part, err := s.in.ReadSlice('\n')
		if room := mostLine - len(s.buffer); len(part) > room+1 {
			l.long, part = true, part[:room]
		}
		s.buffer = append(s.buffer, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(s.buffer) > 0:
			err = nil
		}
		l.text = bytes.TrimSuffix(s.buffer, []byte("\n"))
		return l, err
	}
}

// open opens a file, unpacked as its name says (.gz, .zst).
func open(ctx context.Context, path string) (io.ReadCloser, error) {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	in, err := fs.OpenRead(ctx, path)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.HasSuffix(path, ".gz"):
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return nil, errors.Join(err, in.Close())
		}
		return packed{unpacked, in}, nil
	case strings.HasSuffix(path, ".zst"):
		unpacked, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, errors.Join(err, in.Close())
		}
		return packed{unpacked.IOReadCloser(), in}, nil
	}
	return in, nil
}

// packed closes the file under what unpacks it.
type packed struct {
	io.ReadCloser
	file io.Closer
}

// Close closes both.
func (p packed) Close() error { return errors.Join(p.ReadCloser.Close(), p.file.Close()) }
