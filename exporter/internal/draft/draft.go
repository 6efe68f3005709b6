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

// File is a file being written. It is an io.Writer; end it with Commit or
// Discard.
type File struct {
	file   *os.File
	name   string // as the caller gave it, for errors
	target string // what the draft is renamed to; "": written in place
	closed bool
	over   bool
}

// Create opens a draft of the file at path, in path's own folder, which must
// exist. Nothing is visible at path until Commit; a file already there stays
// as it is until then. The file will be readable by its owner only. A symbolic
// link is followed; a device or a pipe is written in place.
func Create(path string) (*File, error) {
	target, special, err := resolve(path)
	if err != nil {
		return nil, failed(path, err)
	}
	if special {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, failed(path, err)
		}
		return &File{file: f, name: path}, nil
	}
	dir, base := filepath.Split(target)
	f, err := os.CreateTemp(filepath.Clean(dir+"."), "."+base+".*.part") // mode 0600
	if err != nil {
		return nil, failed(path, err)
	}
	return &File{file: f, name: path, target: target}, nil
}

var errFolder = errors.New("it names a folder, not a file")

// resolve follows links and says whether the path is a device or a pipe, which
// must not be replaced.
func resolve(path string) (target string, special bool, err error) {
	if path == "" {
		return "", false, fs.ErrNotExist
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !os.IsPathSeparator(path[len(path)-1]):
		return path, false, nil
	case err != nil:
		return "", false, err
	case info.IsDir():
		return "", false, errFolder
	case !info.Mode().IsRegular():
		return path, true, nil
	}
	target, err = filepath.EvalSymlinks(path)
	return target, false, err
}

// Write appends to the draft.
func (f *File) Write(p []byte) (int, error) {
	n, err := f.file.Write(p)
	return n, cause(err)
}

// Close flushes the file to the disk and gives its handle back: what is left
// to do is Commit. Commit of a draft that was not closed closes it.
func (f *File) Close() error {
	if f.closed || f.over {
		return nil
	}
	f.closed = true
	if f.target == "" {
		return failed(f.name, f.file.Close())
	}
	return failed(f.name, errors.Join(f.file.Sync(), f.file.Close()))
}

// Commit gives the file its name. After an error the draft is gone and what was
// at the path is as it was.
func (f *File) Commit() error {
	if f.over {
		return nil
	}
	err := f.Close()
	f.over = true
	if f.target == "" {
		return err
	}
	if err == nil {
		err = failed(f.name, os.Rename(f.file.Name(), f.target))
	}
	if err != nil {
		_ = os.Remove(f.file.Name())
	}
	return err
}

// Discard removes the draft. After Commit it does nothing, so that it can be
// deferred.
func (f *File) Discard() {
	if f.over {
		return
	}
	f.over = true
	if !f.closed {
		_ = f.file.Close()
	}
	if f.target != "" {
		_ = os.Remove(f.file.Name())
	}
}

func failed(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("write %s: %w", path, cause(err))
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
