package draft

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// Rename changes the name that a draft will get, in the same folder. What is
// there is replaced, links and all.
func (f *File) Rename(path string) { f.name, f.target = path, path }

// CommitAll gives several drafts their names, all of them or none, in place of
// the files old and of what is at those names. After an error everything is as
// it was. While the names change, readers see less than a set, never a mixture
// of the old one and the new: the old files go first.
func CommitAll(drafts []*File, old []string) error {
	defer func() {
		for _, f := range drafts {
			f.Discard()
		}
	}()
	for _, f := range drafts {
		if err := f.Close(); err != nil {
			return err
		}
		if _, err := os.Lstat(f.target); err == nil && !slices.Contains(old, f.target) {
			old = append(old, f.target)
		}
	}
	var c change
	if err := c.swap(drafts, old); err != nil {
		return errors.Join(err, c.undo())
	}
	return c.forget()
}

// change is the renaming under way.
type change struct {
	aside map[string]string // where the old files went, by their names
	named []*File
}

func (c *change) swap(drafts []*File, old []string) error {
	c.aside = make(map[string]string, len(old))
	for _, path := range old {
		dir, base := filepath.Split(path)
		away := filepath.Join(dir, "."+base+".old")
		if err := os.Rename(path, away); err != nil {
			return failed(path, err)
		}
		c.aside[path] = away
	}
	for _, f := range drafts {
		if err := os.Rename(f.file.Name(), f.target); err != nil {
			return failed(f.name, err)
		}
		f.over = true
		c.named = append(c.named, f)
	}
	return nil
}

// undo takes the new names away and gives the old files theirs back.
func (c *change) undo() error {
	var faults []error
	for _, f := range c.named {
		faults = append(faults, failed(f.name, os.Remove(f.target)))
	}
	for path, away := range c.aside {
		faults = append(faults, failed(path, os.Rename(away, path)))
	}
	return errors.Join(faults...)
}

// forget removes the old files.
func (c *change) forget() error {
	var faults []error
	for path, away := range c.aside {
		faults = append(faults, failed(path, os.Remove(away)))
	}
	return errors.Join(faults...)
}
