package row

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"rollcall/importer/row/charset"
)

// input is a file that can be read from its start as often as needed.
type input struct {
	name   string // for people
	file   *os.File
	temp   bool // file is ours alone
	size   int64
	stamp  time.Time // the file's time of change when it was opened
	sum    string
	packed packing
}

// packing is the compression around a file's contents.
type packing string

const (
	unpacked packing = ""
	gzipped  packing = "gzip"
	zstdded  packing = "zstd"
)

func openInput(ctx context.Context, src Source) (*input, error) {
	in := &input{name: src.Path}
	if err := in.attach(ctx, src); err != nil {
		return nil, fmt.Errorf("%s: %w", src.Path, errors.Join(err, in.Close()))
	}
	return in, nil
}

func (in *input) attach(ctx context.Context, src Source) error {
	if src.Path == "-" {
		if src.Stdin == nil {
			return fmt.Errorf("%w: no standard input here", ErrOption)
		}
		return in.spool(ctx, src.Stdin)
	}
	file, err := os.Open(src.Path)
	if err != nil {
		return plainPathError(err)
	}
	stat, err := file.Stat()
	switch {
	case err != nil:
		return errors.Join(plainPathError(err), file.Close())
	case stat.IsDir():
		return errors.Join(fmt.Errorf("%w: a folder, not a file", ErrOption), file.Close())
	case !stat.Mode().IsRegular():
		return errors.Join(in.spool(ctx, file), file.Close())
	}
	in.file, in.size, in.stamp = file, stat.Size(), stat.ModTime()
	return in.fingerprint(ctx)
}

// plainPathError drops the operation and the path, which the caller's message
// names already.
func plainPathError(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// spool copies a stream into a temporary file that only this user can read and
// that has no name as soon as the system allows it.
func (in *input) spool(ctx context.Context, r io.Reader) error {
	if err := in.spoolTo(stopping(ctx, r), -1); err != nil {
		return err
	}
	return in.fingerprint(ctx)
}

// spoolTo copies at most limit bytes (-1: any number) and fails with
// ErrTooBig beyond.
func (in *input) spoolTo(r io.Reader, limit int64) error {
	file, err := os.CreateTemp("", "rollcall-input-*")
	if err != nil {
		return err
	}
	in.file, in.temp = file, true
	if os.Remove(file.Name()) == nil {
		in.temp = false // gone already: a crash leaves nothing behind
	}
	if limit >= 0 {
		r = io.LimitReader(r, limit+1)
	}
	if in.size, err = io.Copy(file, r); err != nil {
		return err
	}
	if limit >= 0 && in.size > limit {
		return fmt.Errorf("%w: it unpacks to more than %d MB", ErrTooBig, limit>>20)
	}
	stat, err := file.Stat()
	if err == nil {
		in.stamp = stat.ModTime()
	}
	return err
}

// fingerprint computes the SHA-256 of the stored bytes and finds the packing.
func (in *input) fingerprint(ctx context.Context) error {
	hash := sha256.New()
	if _, err := io.Copy(hash, stopping(ctx, in.stored())); err != nil {
		return fmt.Errorf("cannot read: %w", plainPathError(err))
	}
	in.sum = hex.EncodeToString(hash.Sum(nil))
	var magic [4]byte
	n, err := in.file.ReadAt(magic[:], 0)
	if err != nil && err != io.EOF {
		return plainPathError(err)
	}
	in.packed = packingOf(magic[:n])
	return nil
}

func packingOf(magic []byte) packing {
	switch {
	case len(magic) >= 2 && magic[0] == 0x1F && magic[1] == 0x8B:
		return gzipped
	case len(magic) == 4 && [4]byte(magic) == [4]byte{0x28, 0xB5, 0x2F, 0xFD}:
		return zstdded
	}
	return unpacked
}

// stored reads the bytes as they are on disk.
func (in *input) stored() *io.SectionReader { return io.NewSectionReader(in.file, 0, in.size) }

// contents reads the unpacked bytes from the start.
func (in *input) contents() (io.ReadCloser, error) {
	switch in.packed {
	case gzipped:
		r, err := gzip.NewReader(in.stored())
		if err != nil {
			return nil, fmt.Errorf("%w: the gzip data are damaged: copy or make the file again", ErrFormat)
		}
		return r, nil
	case zstdded:
		r, err := zstd.NewReader(in.stored(), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
		if err != nil {
			return nil, fmt.Errorf("%w: the zstd data are damaged: copy or make the file again", ErrFormat)
		}
		return r.IOReadCloser(), nil
	}
	return io.NopCloser(in.stored()), nil
}

// working opens the text anew, behind its byte order mark: as UTF-8, or as the
// bytes that a charset works on.
func (in *input) working(c charset.Charset, mark []byte) (io.Reader, io.Closer, error) {
	contents, err := in.contents()
	if err != nil {
		return nil, nil, err
	}
	if _, err := io.CopyN(io.Discard, contents, int64(len(mark))); err != nil {
		return nil, nil, in.ended(err, contents)
	}
	return c.Working(contents), contents, nil
}

// start returns the first n unpacked bytes, or all when there are fewer.
func (in *input) start(n int) ([]byte, error) {
	r, err := in.contents()
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, int64(n)))
	return out, in.ended(err, r)
}

// ended closes what was read and returns what went wrong, the reading first: a
// damaged file often fails a second time when it is closed.
func (in *input) ended(err error, r io.Closer) error {
	closeErr := r.Close()
	if err != nil {
		return in.readError(err)
	}
	return in.readError(closeErr)
}

// readError says what a failed read means to people.
func (in *input) readError(err error) error {
	if err == nil || in.packed == unpacked {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: the %s data are cut off: copy or make the file again", ErrFormat, in.packed)
	}
	return fmt.Errorf("%w: the %s data are damaged: %w; copy or make the file again", ErrFormat, in.packed, err)
}

// settled fails when the file is no longer the one that was opened.
func (in *input) settled() error {
	stat, err := in.file.Stat()
	if err != nil {
		return plainPathError(err)
	}
	if stat.Size() != in.size || !stat.ModTime().Equal(in.stamp) {
		return fmt.Errorf("%s: %w: wait until it is complete, then run again", in.name, ErrChanged)
	}
	return nil
}

// Close releases the file, and the temporary copy where there is one.
func (in *input) Close() error {
	if in.file == nil {
		return nil
	}
	err := in.file.Close()
	if in.temp {
		err = errors.Join(err, os.Remove(in.file.Name()))
	}
	in.file = nil
	return err
}

// stopping reads r until ctx is done.
func stopping(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
