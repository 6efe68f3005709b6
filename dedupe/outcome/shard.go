package outcome

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// Files are the names of an outcome's files, shards in order.
type Files struct{ Pairs, Clusters []string }

// named is pairs.csv or pairs-00001-of-00004.csv, packed or not.
var named = regexp.MustCompile(`^(pairs|clusters)(?:-(\d{5})-of-(\d{5}))?\.csv(?:\.gz|\.zst)?$`)

// In picks the files of an outcome from the names in a folder: pairs and clusters, each
// in one file or in all its numbered shards. Errors wrap ErrShards.
func In(names []string) (f Files, err error) {
	sets := map[string]*shards{"pairs": {}, "clusters": {}}
	for _, name := range slices.Sorted(slices.Values(names)) {
		m := named.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		if err := sets[m[1]].add(name, m[2], m[3]); err != nil {
			return f, err
		}
	}
	if f.Pairs, err = sets["pairs"].all("pairs"); err != nil {
		return f, err
	}
	f.Clusters, err = sets["clusters"].all("clusters")
	return f, err
}

// shards are the files of one kind by their number; a single file is number 1 of 0.
type shards struct {
	of     int
	byNo   map[int]string
	single bool
}

func (s *shards) add(name, number, of string) error {
	no, all, single := 1, 1, number == ""
	if !single {
		no, _ = strconv.Atoi(number) // five digits
		all, _ = strconv.Atoi(of)
	}
	if s.byNo == nil {
		s.byNo, s.of, s.single = map[int]string{}, all, single
	}
	switch {
	case s.of != all || s.single != single:
		return fmt.Errorf("%w: %s is of another set than %s", ErrShards, name, s.any())
	case s.byNo[no] != "":
		return fmt.Errorf("%w: %s and %s are the same shard", ErrShards, s.byNo[no], name)
	case no < 1 || no > all:
		return fmt.Errorf("%w: %s has a number out of range", ErrShards, name)
	}
	s.byNo[no] = name
	return nil
}

func (s *shards) any() string {
	for no := 0; ; no++ {
		if name := s.byNo[no]; name != "" {
			return name
		}
	}
}

func (s *shards) all(kind string) ([]string, error) {
	if len(s.byNo) == 0 {
		return nil, fmt.Errorf("%w: there is no %s.csv, nor shards such as %s-00001-of-00004.csv", ErrShards, kind, kind)
	}
	list := make([]string, s.of)
	for no := range s.of {
		if list[no] = s.byNo[no+1]; list[no] == "" {
			return nil, fmt.Errorf("%w: shard %05d of %05d of %s is missing", ErrShards, no+1, s.of, kind)
		}
	}
	return list, nil
}
