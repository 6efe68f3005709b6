package exporter

import (
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

// Layout says how a table is spread over several files. At most one of its
// members is set; the zero value is one file.
type Layout struct {
	Shards  int    // a fixed number of files, each row in the one that its Key's hash chooses
	PerFile int    // a new file after this many rows
	SplitBy string // a file for each Row.Group, named NAME=GROUP
}

// maxFiles is how many files an export may have open at once.
const maxFiles = 1000

// What can be wrong with a layout.
var (
	ErrLayout = errors.New("an export is spread by shards, by rows per file or by a column, one of them")
	ErrSplit  = errors.New("the column has too many or too long values to make a file of each")
)

func (l Layout) several() bool { return l != Layout{} }

// Check refuses a layout that makes no sense.
func (l Layout) Check() error {
	set := 0
	for _, used := range []bool{l.Shards != 0, l.PerFile != 0, l.SplitBy != ""} {
		if used {
			set++
		}
	}
	switch {
	case set > 1:
		return ErrLayout
	case l.Shards < 0 || l.Shards > maxFiles:
		return fmt.Errorf("%d shards: give 1 to %d: %w", l.Shards, maxFiles, ErrLayout)
	case l.PerFile < 0:
		return fmt.Errorf("%d rows per file: give 1 or more: %w", l.PerFile, ErrLayout)
	}
	return nil
}

// shardOf is the shard of a key: FNV-1a, 64 bits, modulo the shards. It stays
// the same as long as the number of shards does, whatever else is exported.
func shardOf(key string, shards int) int {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash takes everything
	return int(h.Sum64() % uint64(shards))
}

// naming makes the names of a set of files: dir/stem-00001-of-00004.csv.gz, or
// dir/stem-NAME=GROUP.csv.gz.
type naming struct{ dir, stem, ext string }

func namingOf(path string) naming {
	dir, base := filepath.Split(filepath.Clean(path))
	pack := packing(base)
	base = strings.TrimSuffix(base, pack)
	ext := filepath.Ext(base)
	return naming{dir, strings.TrimSuffix(base, ext), ext + pack}
}

func (n naming) numbered(i, of int) string {
	return fmt.Sprintf("%s%s-%05d-of-%05d%s", n.dir, n.stem, i, of, n.ext)
}

// group is the name of a group's file. The group is percent-encoded, so that
// two groups never share a name; an empty one is written as nothing.
func (n naming) group(column, group string) string {
	return n.dir + n.stem + "-" + plainName(column) + "=" + strings.ReplaceAll(url.QueryEscape(group), "+", "%20") + n.ext
}

var unplain = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// plainName makes a column's title part of a file name.
func plainName(title string) string { return strings.Trim(unplain.ReplaceAllString(title, "_"), "_") }

// members finds the files of the set that was written under this path before,
// of this kind of layout.
func (n naming) members(l Layout) ([]string, error) {
	end := `-[0-9]{5}-of-[0-9]{5}`
	if l.SplitBy != "" {
		end = "-" + regexp.QuoteMeta(plainName(l.SplitBy)) + "=[A-Za-z0-9._~%-]*"
	}
	member := regexp.MustCompile("^" + regexp.QuoteMeta(n.stem) + end + regexp.QuoteMeta(n.ext) + "$")
	return matching(filepath.Clean(n.dir+"."), member)
}
