package importer

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// spill keeps values in a file of its own, so that memory holds no more than
// where they are. The file has no name any more where the system allows that,
// and is gone with the program.
type spill struct {
	file    *os.File
	w       *bufio.Writer
	end     int64 // where the next value begins
	written int64 // what has left the buffer
}

// place is where a value stands.
type place struct {
	at   int64
	size int32
}

func newSpill(dir string) (*spill, error) {
	f, err := os.CreateTemp(dir, ".dry-run-*")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // where an open file cannot be removed, close does it
	return &spill{file: f, w: bufio.NewWriterSize(f, 256<<10)}, nil
}

// keep writes a value down.
func (s *spill) keep(v any) (place, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return place{}, err
	}
	p := place{s.end, int32(len(text))}
	s.end += int64(len(text))
	_, err = s.w.Write(text)
	return p, err
}

// read reads a value back.
func (s *spill) read(p place, into any) error {
	if p.at+int64(p.size) > s.written {
		if err := s.w.Flush(); err != nil {
			return err
		}
		s.written = s.end
	}
	text := make([]byte, p.size)
	if _, err := s.file.ReadAt(text, p.at); err != nil {
		return fmt.Errorf("the dry run's working file: %w", err)
	}
	return json.Unmarshal(text, into)
}

func (s *spill) close() error {
	err := s.file.Close()
	if gone := os.Remove(s.file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
