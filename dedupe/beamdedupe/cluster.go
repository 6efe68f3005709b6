package beamdedupe

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/component"
	"rollcall/dedupe/beamdedupe/forest"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/clustering"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[customer.Cluster](), encodeCluster, decodeCluster)
	beam.RegisterDoFn(edgeOf)
	beam.RegisterDoFn(edgesOf)
	beam.RegisterDoFn(byLeft)
	beam.RegisterDoFn(byMember)
	beam.RegisterDoFn(&partFn{})
	beam.RegisterDoFn(&clusterFn{})
	beam.RegisterDoFn(byClusterID)
	beam.RegisterDoFn(settleIDs)
	register.Emitter1[customer.Cluster]()
	register.Emitter2[int64, customer.Pair]()
	register.Emitter2[int64, customer.Cluster]()
	register.Emitter2[string, customer.Cluster]()
	register.Iter1[customer.Pair]()
	register.Iter1[customer.Cluster]()
}

// clustered groups the matches among pairs (PCollection<customer.Cluster>). previous
// (PCollection<customer.Cluster>) holds the clusters of the run before, whose ids stay.
func clustered(s beam.Scope, k known, in learning, modelFact, pairs, previous beam.PCollection, o component.Options) beam.PCollection {
	s = s.Scope("cluster")
	edges := beam.Flatten(s, beam.ParDo(s, edgeOf, pairs), beam.ParDo(s, edgesOf, previous))
	roots := component.Find(s, edges, o)
	joined := beam.CoGroupByKey(s, roots, beam.ParDo(s, byID, in.records), beam.ParDo(s, byLeft, pairs), beam.ParDo(s, byMember, previous))
	base, model := beam.SideInput{Input: in.base}, beam.SideInput{Input: modelFact}
	parts := beam.GroupByKey(s, beam.ParDo(s, &partFn{}, joined, base))
	clusters := beam.ParDo(s, &clusterFn{Cfg: k.cfg, Judgements: k.judgements}, parts, base, model)
	return beam.ParDo(s, settleIDs, beam.GroupByKey(s, beam.ParDo(s, byClusterID, clusters)))
}

// edgeOf emits the edge of a match.
func edgeOf(p customer.Pair, emit func(forest.Edge)) {
	if p.Decision == customer.Matched {
		emit(forest.Edge{A: p.LeftID, B: p.RightID})
	}
}

// edgesOf keeps the members of a previous cluster together, since who takes its id
// depends on all of them.
func edgesOf(c customer.Cluster, emit func(forest.Edge)) {
	for i := 1; i < len(c.Members); i++ {
		emit(forest.Edge{A: c.Members[i-1].ID, B: c.Members[i].ID})
	}
}

func byLeft(p customer.Pair, emit func(int64, customer.Pair)) {
	if p.Decision == customer.Matched {
		emit(p.LeftID, p)
	}
}

func byMember(c customer.Cluster, emit func(int64, customer.Cluster)) {
	if len(c.Members) > 0 {
		emit(c.Members[0].ID, c)
	}
}

// What a part of the components holds, by its first byte.
const (
	itemRecord = iota
	itemPair
	itemPrevious
)

// partFn sends what belongs to a component to the component's part.
type partFn struct{ parts uint64 }

// ProcessElement emits the records, matches and previous clusters of one id. A record
// without a component matches nothing.
func (f *partFn) ProcessElement(_ int64, roots func(*int64) bool, records func(*Record) bool, pairs func(*customer.Pair) bool, previous func(*customer.Cluster) bool, baseFact []byte, emit func(int64, []byte)) error {
	if f.parts == 0 {
		var b base
		if err := parseFact(baseFact, &b); err != nil {
			return err
		}
		f.parts = b.shares()
	}
	var root int64
	if !roots(&root) {
		return nil
	}
	part := int64(uint64(root) % f.parts)
	var rec Record
	for records(&rec) {
		emit(part, append([]byte{itemRecord}, encodeRecord(rec)...))
	}
	var p customer.Pair
	for pairs(&p) {
		emit(part, append([]byte{itemPair}, writeFact(p)...))
	}
	var c customer.Cluster
	for previous(&c) {
		emit(part, append([]byte{itemPrevious}, writeFact(c)...))
	}
	return nil
}

// clusterFn groups the matches of one part of the components.
type clusterFn struct {
	Cfg        dedupe.Config
	Judgements []customer.Judgement
	scorer     *scorer
}

// ProcessElement emits the part's clusters with their ids.
func (f *clusterFn) ProcessElement(_ int64, items func(*[]byte) bool, baseFact, modelFact []byte, emit func(customer.Cluster)) (err error) {
	if f.scorer == nil {
		if f.scorer, err = newScorer(baseFact, modelFact); err != nil {
			return err
		}
	}
	records, pairs, previous, err := sortItems(items)
	if err != nil {
		return err
	}
	t, err := tableOf(records, f.scorer.base.options())
	if err != nil {
		return err
	}
	f.scorer.base.Junk.Clear(t)
	clusters := dedupe.NewScorer(f.Cfg, f.scorer.model, t, f.Judgements).Clusters(pairs)
	dedupe.Name(clusters, previous)
	for _, c := range clusters {
		emit(c)
	}
	return nil
}

// sortItems reads the items of a part.
func sortItems(items func(*[]byte) bool) (records []Record, pairs []customer.Pair, previous []customer.Cluster, err error) {
	var data []byte
	for err == nil && items(&data) {
		switch body := data[1:]; data[0] {
		case itemRecord:
			var rec Record
			rec, err = decodeRecord(body)
			records = append(records, rec)
		case itemPair:
			var p customer.Pair
			p, err = decodePair(body)
			pairs = append(pairs, p)
		case itemPrevious:
			var c customer.Cluster
			c, err = decodeCluster(body)
			previous = append(previous, c)
		default:
			err = wire.ErrDamaged
		}
	}
	slices.SortFunc(pairs, func(a, b customer.Pair) int {
		return cmp.Or(cmp.Compare(a.LeftImport, b.LeftImport), cmp.Compare(a.RightImport, b.RightImport))
	})
	return records, pairs, previous, err
}

func byClusterID(c customer.Cluster, emit func(string, customer.Cluster)) { emit(c.ID, c) }

// settleIDs gives clusters of different parts that came to one id another, but the
// first by import id: ids are 48 bits of a hash.
func settleIDs(_ string, clusters func(*customer.Cluster) bool, emit func(customer.Cluster)) {
	var list []customer.Cluster
	var c customer.Cluster
	for clusters(&c) {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b customer.Cluster) int { return cmp.Compare(a.Members[0].ImportID, b.Members[0].ImportID) })
	for i, c := range list {
		if i > 0 {
			c.ID = clustering.Fresh(c.Members[0].ImportID, i+1)
		}
		emit(c)
	}
}

func encodeCluster(c customer.Cluster) ([]byte, error) { return json.Marshal(c) }

func decodeCluster(data []byte) (c customer.Cluster, err error) {
	if err = json.Unmarshal(data, &c); err != nil {
		return c, fmt.Errorf("cluster between two steps: %w", err)
	}
	return c, nil
}
