// Package shard writes lines as sorted files of nearly one size each: the files of
// a set, one after the other, are sorted as a whole, and equal lines give equal
// files on every run and on every runner.
package shard

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// Line is a line of a file, its line end included, and what it is sorted by: First,
// then Second, then the text itself, all bytewise. Lines with one First stay in one
// file.
type Line struct {
	First, Second string
	Text          []byte
}

// Set names the files of one set.
type Set struct {
	Folder string // without a slash at its end
	Name   string // pairs, clusters, ...
	Ending string // with its dot: .csv
	Files  int    // from 1 on
}

// Path returns the path of a file of the set, from 0 on: FOLDER/NAME-00001-of-00004.ENDING.
func (s Set) Path(file int) string {
	return fmt.Sprintf("%s/%s-%05d-of-%05d%s", s.Folder, s.Name, file+1, s.Files, s.Ending)
}

// Paths returns the paths of all the set's files.
func (s Set) Paths() []string {
	list := make([]string, s.Files)
	for i := range list {
		list[i] = s.Path(i)
	}
	return list
}

// unfinished ends the name of a file until all files are there.
const unfinished = ".part"

// Finish gives files that were written their names. Before, none of them can be
// taken for a result.
func Finish(ctx context.Context, paths []string) error {
	for _, path := range paths {
		fs, err := filesystem.New(ctx, path)
		if err != nil {
			return err
		}
		err = filesystem.Rename(ctx, fs, path+unfinished, path)
		if err := cmp.Or(err, fs.Close()); err != nil {
			return fmt.Errorf("finish %s: %w", path, err)
		}
	}
	return nil
}

// Clear removes files with these paths, finished or not, so that a run that fails
// leaves nothing of an earlier one beside its own.
func Clear(ctx context.Context, patterns []string) error {
	for _, pattern := range patterns {
		for _, glob := range []string{pattern, pattern + unfinished} {
			if err := clear1(ctx, glob); err != nil {
				return fmt.Errorf("remove %s: %w", glob, err)
			}
		}
	}
	return nil
}

func clear1(ctx context.Context, glob string) error {
	fs, err := filesystem.New(ctx, glob)
	if err != nil {
		return err
	}
	defer fs.Close()
	files, err := fs.List(ctx, glob)
	if err != nil {
		return err
	}
	remover, ok := fs.(filesystem.Remover)
	if !ok && len(files) > 0 {
		return fmt.Errorf("this file system cannot remove files: give an empty folder")
	}
	for _, file := range files {
		if err := remover.Remove(ctx, file); err != nil {
			return err
		}
	}
	return nil
}

// WriteFile writes a file under its unfinished name, for Finish.
func WriteFile(ctx context.Context, path string, write func(io.Writer) error) (err error) {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	out, err := fs.OpenWrite(ctx, path+unfinished)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err = cmp.Or(err, out.Close()); err != nil {
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	buffered := bufio.NewWriterSize(out, 1<<16)
	return cmp.Or(write(buffered), buffered.Flush())
}

// Bounds returns where each file but the first begins, so that the given sample of
// First values falls into files of nearly one size.
func Bounds(sample []string, files int) []string {
	sample = slices.Clone(sample)
	slices.Sort(sample)
	sample = slices.Compact(sample)
	bounds := make([]string, 0, files-1)
	for i := 1; i < files && len(sample) > 0; i++ {
		bounds = append(bounds, sample[i*len(sample)/files])
	}
	return bounds
}

// fileOf returns the file that a First value belongs to.
func fileOf(bounds []string, first string) int {
	at, found := slices.BinarySearch(bounds, first)
	for found && at < len(bounds) && bounds[at] == first {
		at++
	}
	return at
}

func compareLines(a, b Line) int {
	return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second), slices.Compare(a.Text, b.Text))
}
