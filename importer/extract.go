package importer

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
)

// ErrShrunk stops an import whose mapping says extract: full, when the file has
// far fewer records than the source gave before.
var ErrShrunk = errors.New("the extract shrank")

// shrinks is the share of a source's keys that a full extract must at least
// have as records.
const shrinks = 0.8

// absentName is the report of what a full extract lacks.
const absentName = "absent.csv"

// extract follows the inputs that are the whole of their source: their keys
// are held against those that the source gave before.
type extract struct {
	store   Store
	present map[string]map[uint64]bool // keys in the inputs, by source
	kinds   map[string]customer.Kind
}

func newExtract(s Store) *extract {
	return &extract{store: s, present: map[string]map[uint64]bool{}, kinds: map[string]customer.Kind{}}
}

// follows says whether the input is a whole source.
func (in *source) follows() bool { return in.plan.File().Extract == mapping.ExtractFull }

// sourceOf is the customerSource that a row of a full extract speaks for.
func (in *source) sourceOf(r row.Row) string {
	name := in.sourceName
	if name == "" && in.plan.Has("customerSource") {
		name = in.textIn(r, in.spots.source)
	}
	if name == "" {
		return customer.DefaultSource
	}
	return name
}

// textIn returns the text that a row sets for a place of the plan; "" when it
// sets none.
func (in *source) textIn(r row.Row, place int) string {
	for _, c := range in.plan.Map(r).Cells {
		if c.Place == place && c.State == mapping.Set {
			return c.Text
		}
	}
	return ""
}

// note remembers that a row's key is in the extract, whatever becomes of it.
func (e *extract) note(p *prepared) {
	if p.key == "" || !p.in.follows() {
		return
	}
	name := p.source
	if e.present[name] == nil {
		e.present[name] = map[uint64]bool{}
		e.kinds[name] = p.in.kind
	}
	e.present[name][p.print] = true
}

// check refuses the inputs when a source shrank, before the first row is
// taken.
func (e *extract) check(ctx context.Context, inputs []Input) error {
	records := map[string]int64{}
	kinds := map[string]customer.Kind{}
	for _, input := range inputs {
		in := newSource(input)
		if !in.follows() {
			continue
		}
		for r, err := range input.Reader.Rows() {
			if err != nil {
				return fmt.Errorf("%s: %w", in.info.File, err)
			}
			if !r.Blank() {
				name := in.sourceOf(r)
				records[name]++
				kinds[name] = in.kind
			}
		}
	}
	for name, n := range records {
		var known int64
		for k, err := range e.store.KeysOf(ctx, name) {
			if err != nil {
				return err
			}
			if ofKind(k.Key, kinds[name]) {
				known++
			}
		}
		if float64(n) < shrinks*float64(known) {
			return fmt.Errorf("%w: %d records where customerSource %s gave %d before; give --yes when that is right", ErrShrunk, n, name, known)
		}
	}
	return nil
}

// ofKind says whether a key is one of customers ("" ) or of records of a kind.
func ofKind(key string, kind customer.Kind) bool {
	prefix, _, _ := strings.Cut(key, ":")
	if kind == "" {
		return !slices.Contains(customer.Kinds, customer.Kind(prefix))
	}
	return prefix == string(kind)
}

// report writes the keys that their source gave before and the extract lacks.
// Nothing is removed: what to do about them is for people to say.
func (e *extract) report(ctx context.Context, dir string) (path string, absent int64, err error) {
	if len(e.present) == 0 {
		return "", 0, nil
	}
	path = filepath.Join(dir, absentName)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", 0, err
	}
	w := csv.NewWriter(f)
	_ = w.Write([]string{"source", "key", "customer_id"}) // a csv.Writer keeps its error
	sources := make([]string, 0, len(e.present))
	for name := range e.present {
		sources = append(sources, name)
	}
	slices.Sort(sources)
	for _, name := range sources {
		for k, err := range e.store.KeysOf(ctx, name) {
			if err != nil {
				return "", 0, errors.Join(err, f.Close())
			}
			if ofKind(k.Key, e.kinds[name]) && !e.present[name][fingerprint(k.Key)] {
				absent++
				_ = w.Write(absentLine(name, k))
			}
		}
	}
	w.Flush()
	return path, absent, errors.Join(w.Error(), f.Close())
}

func absentLine(source string, k store.SourceKey) []string {
	_, literal, _ := strings.Cut(k.Key, ":")
	return []string{sheet.Safe(source), sheet.Safe(literal), customer.FormatID(k.Customer)}
}
