package pipeline

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ArchiveSummary says where the imported files of a run were moved.
type ArchiveSummary struct {
	Folder string     `json:"folder"`
	Files  []Archived `json:"files"`
	Left   []Left     `json:"left,omitempty"` // not moved
}

// Archived is a file that was moved.
type Archived struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Left is a file that was read and stays where it is, with why.
type Left struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// sighting is a file as it stood before it was opened.
type sighting struct {
	path string
	info fs.FileInfo
}

// seen notes how files stand, so that a file that is replaced while the run
// reads the old one is not taken for it.
func seen(paths []string) ([]sighting, error) {
	var list []sighting
	for _, path := range paths {
		if path == "-" {
			continue
		}
		info, err := os.Lstat(path)
		if err != nil {
			return nil, err
		}
		list = append(list, sighting{path, info})
	}
	return list, nil
}

// planArchive says which file goes where in a run's folder: by its name, with
// a number where two files have the same.
func planArchive(folder string, files []sighting) *ArchiveSummary {
	sum := &ArchiveSummary{Folder: folder, Files: []Archived{}}
	taken, moved := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		if moved[file.path] {
			continue // two steps read it
		}
		moved[file.path] = true
		name := filepath.Base(file.path)
		for n := 2; taken[name]; n++ {
			ext := filepath.Ext(file.path)
			name = fmt.Sprintf("%s-%d%s", filepath.Base(file.path[:len(file.path)-len(ext)]), n, ext)
		}
		taken[name] = true
		sum.Files = append(sum.Files, Archived{From: file.path, To: filepath.Join(folder, name)})
	}
	return sum
}

// move carries the plan out. The folder must be new, so nothing is ever
// overwritten; a file that changed since it was read stays, and is named.
func (sum *ArchiveSummary) move(files []sighting) error {
	if len(sum.Files) == 0 {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(sum.Folder), 0o700); err != nil {
		return err
	}
	if err := os.Mkdir(sum.Folder, 0o700); err != nil {
		return err
	}
	was := map[string]fs.FileInfo{}
	for _, file := range files {
		was[file.path] = file.info
	}
	var faults []error
	done := []Archived{}
	for _, file := range sum.Files {
		if reason := changed(file.From, was[file.From]); reason != "" {
			sum.Left = append(sum.Left, Left{file.From, reason})
			continue
		}
		if err := moveFile(file.From, file.To); err != nil {
			faults = append(faults, err)
			sum.Left = append(sum.Left, Left{file.From, "it could not be moved"})
			continue
		}
		done = append(done, file)
	}
	sum.Files = done
	return errors.Join(errors.Join(faults...), syncFolder(sum.Folder))
}

// changed says why a file is not the one that was read; "" when it is.
func changed(path string, was fs.FileInfo) string {
	now, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it is gone"
	case err != nil:
		return "it cannot be looked at"
	case !now.Mode().IsRegular():
		return "it is a link, not a file"
	case !os.SameFile(now, was) || now.Size() != was.Size() || !now.ModTime().Equal(was.ModTime()):
		return "it changed since it was read"
	}
	return ""
}

// moveFile moves a file to a name that nobody uses: renamed, or, on another
// file system, copied whole before the original goes.
func moveFile(from, to string) error {
	err := os.Rename(from, to)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	if err := copyFile(from, to); err != nil {
		return err
	}
	return os.Remove(from)
}

// copyFile copies a file so that to is complete and on the disk, or not there.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	err = writeFile(to, func(w io.Writer) error {
		if _, err := io.Copy(w, in); err != nil {
			return err
		}
		return w.(*os.File).Sync()
	})
	return errors.Join(err, syncFolder(filepath.Dir(to)))
}

// syncFolder makes renames in a folder outlast a crash.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
