package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	"github.com/klauspost/compress/flate"
)

// Beside starts a sheet that takes rows while other sheets do. It comes after
// all others in the workbook; without a row it is left out. Its rows wait,
// compressed, in a temporary file that has no name any more where the system
// allows it, so that nothing is left of it even when the program is killed.
func (b *Book) Beside(spec Spec) (*Sheet, error) {
	if b.closed {
		return nil, ErrClosed
	}
	if err := errors.Join(spec.check(), b.checkName(spec.Name)); err != nil {
		return nil, err
	}
	w, err := newWaiting()
	if err != nil {
		return nil, fmt.Errorf("sheet %q: %w", spec.Name, err)
	}
	s := &Sheet{book: b, entry: &entry{name: spec.Name, hidden: spec.Hidden}, out: bufio.NewWriterSize(w, 1<<14), waiting: w}
	b.beside = append(b.beside, s)
	return s, s.begin(spec)
}

// waiting is the content of a sheet that waits to be put into the workbook.
type waiting struct {
	file   *os.File
	packed *flate.Writer
	crc    uint32
	size   uint64 // before packing
}

func newWaiting() (*waiting, error) {
	f, err := os.CreateTemp("", ".sheet-*.part") // mode 0600
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // an open file cannot be removed everywhere: release does it then
	packed, err := flate.NewWriter(f, packingLevel)
	return &waiting{file: f, packed: packed}, err
}

func (w *waiting) Write(p []byte) (int, error) {
	w.crc = crc32.Update(w.crc, crc32.IEEETable, p)
	w.size += uint64(len(p))
	return w.packed.Write(p)
}

// moveTo puts the content into the workbook under a name.
func (w *waiting) moveTo(z *zip.Writer, name string) error {
	if err := w.packed.Close(); err != nil {
		return err
	}
	packed, err := w.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	out, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: stamp,
		CRC32: w.crc, CompressedSize64: uint64(packed), UncompressedSize64: w.size})
	if err != nil {
		return err
	}
	if _, err := w.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.Copy(out, w.file)
	return err
}

// release gives the temporary file back; more than once does nothing.
func (w *waiting) release() {
	_ = w.file.Close()
	_ = os.Remove(w.file.Name())
}

// gather finishes the sheets beside and puts those with rows into the workbook.
func (b *Book) gather() error {
	for _, s := range b.beside {
		if s.row <= 1 {
			continue
		}
		b.sheets = append(b.sheets, s.entry)
		if err := s.end(); err != nil {
			return err
		}
		if err := s.waiting.moveTo(b.zip, sheetPath(len(b.sheets))); err != nil {
			return fmt.Errorf("sheet %q: %w", s.entry.name, err)
		}
	}
	return nil
}
