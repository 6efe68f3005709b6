// Package outcome reads the pairs and clusters of a search back from the CSV files
// that it was written to, in one file each or in numbered shards, and checks them. Its
// errors name columns, never values; the caller adds file and line.
package outcome

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"rollcall/dedupe"
	"rollcall/store/customer"
)

// The faults of an outcome.
var (
	ErrHeader    = errors.New("the header is not that of this file")
	ErrValue     = errors.New("a value cannot be read")
	ErrDuplicate = errors.New("it is there twice")
	ErrCluster   = errors.New("the cluster does not hold together")
	ErrShards    = errors.New("the files are not one outcome")
)

// levelPrefix stands before the names of comparisons in the header of pairs.
const levelPrefix = "level_"

// Pairs gathers pairs from the lines of one file or more.
type Pairs struct {
	comparisons []string
	started     bool
	seen        map[[2]int64]bool
	list        []customer.Pair
}

// Header takes the header of a file: that of dedupe.PairHeader, with the same
// comparisons in every file. Errors wrap ErrHeader.
func (p *Pairs) Header(header []string) error {
	fixed := dedupe.PairHeader(nil)
	if len(header) < len(fixed) || !slices.Equal(header[:len(fixed)], fixed) {
		return fmt.Errorf("%w: it must start with %s", ErrHeader, strings.Join(fixed, ","))
	}
	comparisons := []string{}
	for _, name := range header[len(fixed):] {
		comparison, ok := strings.CutPrefix(name, levelPrefix)
		if !ok {
			return fmt.Errorf("%w: the columns after %s are level_NAME", ErrHeader, fixed[len(fixed)-1])
		}
		comparisons = append(comparisons, comparison)
	}
	if p.started && !slices.Equal(comparisons, p.comparisons) {
		return fmt.Errorf("%w: the comparisons are not those of the first file", ErrHeader)
	}
	p.started, p.comparisons = true, comparisons
	return nil
}

// Add takes the cells of a line and returns the customers that it names. Errors wrap
// ErrValue or ErrDuplicate.
func (p *Pairs) Add(cells []string) ([]customer.Member, error) {
	pair, err := p.parse(cells)
	if err == nil {
		err = p.keep(pair)
	}
	if err != nil {
		return nil, err
	}
	return []customer.Member{{ID: pair.LeftID, ImportID: pair.LeftImport}, {ID: pair.RightID, ImportID: pair.RightImport}}, nil
}

func (p *Pairs) parse(cells []string) (pair customer.Pair, err error) {
	fixed := len(dedupe.PairHeader(nil))
	if len(cells) != fixed+len(p.comparisons) {
		return pair, fmt.Errorf("%w: %d cells, the header has %d", ErrValue, len(cells), fixed+len(p.comparisons))
	}
	pair = customer.Pair{LeftImport: cells[2], RightImport: cells[3], Decision: customer.Decision(cells[6]), Rule: cells[7], Levels: slices.Clone(cells[fixed:])}
	var weight, probability error
	pair.Weight, weight = strconv.ParseFloat(cells[4], 64)
	pair.Probability, probability = strconv.ParseFloat(cells[5], 64)
	left, right := id(cells[0], &pair.LeftID), id(cells[1], &pair.RightID)
	switch {
	case left != nil:
		return pair, faulty("record_id_l", "is no id")
	case right != nil:
		return pair, faulty("record_id_r", "is no id")
	case pair.LeftImport == "" || pair.LeftImport >= pair.RightImport:
		return pair, faulty("import_id_l", "must be bytewise before import_id_r")
	case weight != nil || math.IsNaN(pair.Weight) || math.IsInf(pair.Weight, 0):
		return pair, faulty("match_weight", "is no number")
	case probability != nil || !(pair.Probability >= 0 && pair.Probability <= 1):
		return pair, faulty("match_probability", "is no probability")
	case pair.Decision != customer.Matched && pair.Decision != customer.PossibleMatch:
		return pair, faulty("decision", "is neither match nor possible_match")
	}
	return pair, nil
}

func (p *Pairs) keep(pair customer.Pair) error {
	key := [2]int64{min(pair.LeftID, pair.RightID), max(pair.LeftID, pair.RightID)}
	if pair.LeftID == pair.RightID || p.seen[key] {
		return fmt.Errorf("the pair: %w", ErrDuplicate)
	}
	if p.seen == nil {
		p.seen = map[[2]int64]bool{}
	}
	p.seen[key] = true
	p.list = append(p.list, pair)
	return nil
}

// List returns the pairs in the order of their lines, and the names of the
// comparisons behind their levels.
func (p *Pairs) List() (pairs []customer.Pair, comparisons []string) { return p.list, p.comparisons }

func faulty(column, what string) error {
	return fmt.Errorf("%w: column %s %s", ErrValue, column, what)
}

// id reads a customer's id.
func id(text string, to *int64) (err error) {
	if *to, err = strconv.ParseInt(text, 10, 64); err == nil && *to <= 0 {
		err = ErrValue
	}
	return err
}
