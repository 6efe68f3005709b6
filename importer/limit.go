package importer

import (
	"fmt"
	"strconv"
	"strings"
)

// Limit is how many rejected rows an import bears: a number, or a share of the
// rows read. The zero Limit bears all.
type Limit struct {
	set   bool
	count int64
	share float64 // 0..1; 0: count counts
}

// shareFrom is how many rows a share needs before it can stop an import.
const shareFrom = 100

// ParseLimit reads N or N%.
func ParseLimit(text string) (Limit, error) {
	if text == "" {
		return Limit{}, nil
	}
	if number, ok := strings.CutSuffix(text, "%"); ok {
		percent, err := strconv.ParseFloat(number, 64)
		if err != nil || percent < 0 || percent > 100 {
			return Limit{}, fmt.Errorf("%q is no share: write N or N%%", text)
		}
		return Limit{set: true, share: percent / 100, count: -1}, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return Limit{}, fmt.Errorf("%q is no limit: write N or N%%", text)
	}
	return Limit{set: true, count: n}, nil
}

// exceeded says whether so many rejects among so many rows are too many.
func (l Limit) exceeded(rejected, read int64) bool {
	switch {
	case !l.set:
		return false
	case l.count >= 0:
		return rejected > l.count
	}
	return read >= shareFrom && float64(rejected) > l.share*float64(read)
}

// standing is a limit with what was counted so far.
type standing struct {
	Limit
	read, rejected int64
}

func (r *runner) limitAt() standing {
	sum := r.total()
	return standing{r.opt.MaxErrors, sum.Read, sum.Rejected}
}

// passes counts a row and says whether the limit is passed now.
func (s *standing) passes(o Outcome) bool {
	s.read++
	if o == Rejected {
		s.rejected++
	}
	return s.exceeded(s.rejected, s.read)
}
