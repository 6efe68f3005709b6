// Package draft writes a file that appears under its name only when it is
// complete: a temporary file in the same folder, renamed at the end.
package draft

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// mode keeps files with customer values readable by their owner only.
const mode fs.FileMode = 0o600

// File is a file being written. It is an io.Writer; end it with Commit or
// Discard.
type File struct {
	*os.File
	path string
	over bool
}

// Create opens a draft of the file at path, in path's own folder, which must
// exist. Nothing is visible at path until Commit; a file already there stays
// as it is until then.
func Create(path string) (*File, error) {
	dir, name := filepath.Split(path)
	if name == "" {
		return nil, fmt.Errorf("write %s: it names a folder, not a file", path)
	}
	f, err := os.CreateTemp(filepath.Clean(dir+"."), "."+name+".*.part")
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, cause(err))
	}
	if err := f.Chmod(mode); err != nil {
		_ = f.Close()
		_ = os.Remove(f.Name())
		return nil, fmt.Errorf("write %s: %w", path, cause(err))
	}
	return &File{File: f, path: path}, nil
}

// Commit flushes the file to the disk and gives it its name. After an error
// the draft is gone and path is as it was.
func (f *File) Commit() error {
	err := errors.Join(f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), f.path)
	}
	f.over = true
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", f.path, cause(err))
	}
	return nil
}

// Discard removes the draft. After Commit it does nothing, so that it can be
// deferred.
func (f *File) Discard() {
	if f.over {
		return
	}
	f.over = true
	_ = f.Close()
	_ = os.Remove(f.Name())
}

// cause takes the temporary name out of an error: the caller names the file
// that was asked for.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}
