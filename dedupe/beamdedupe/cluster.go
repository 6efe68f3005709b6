package beamdedupe

import (
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/component"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/clustering"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(edgesOfPairs)
	beam.RegisterDoFn(edgesOfClusters)
	beam.RegisterDoFn(binRoots)
	beam.RegisterDoFn(binPairs)
	beam.RegisterDoFn(binClusters)
	beam.RegisterDoFn(&clusterFn{})
	beam.RegisterDoFn(settleIDs)
}

// clustered groups the matches among pairs (PCollection<parcel.Parcel> of clusters).
// previous (the same) holds the clusters of the run before, whose ids stay.
func clustered(s beam.Scope, k known, in learning, modelFact, pairs, previous beam.PCollection, o component.Options) beam.PCollection {
	s = s.Scope("cluster")
	edges := beam.Flatten(s, beam.ParDo(s, edgesOfPairs, pairs), beam.ParDo(s, edgesOfClusters, previous))
	joined := beam.CoGroupByKey(s, parcel.Deliver(s, beam.ParDo(s, binRoots, component.Find(s, edges, o))), beam.ParDo(s, byBin, in.records),
		parcel.Deliver(s, beam.ParDo(s, binPairs, pairs)), parcel.Deliver(s, beam.ParDo(s, binClusters, previous)))
	base, model := beam.SideInput{Input: in.base}, beam.SideInput{Input: modelFact}
	parts := beam.GroupByKey(s, parcel.Deliver(s, beam.ParDo(s, &partFn{}, joined, base)))
	clusters := beam.ParDo(s, &clusterFn{Cfg: k.cfg, Judgements: k.judgements}, parts, base, model)
	return beam.ParDo(s, settleIDs, beam.GroupByKey(s, parcel.Deliver(s, clusters)))
}

// edgesOfPairs emits the edges of matches, as package component takes them.
func edgesOfPairs(pairs parcel.Parcel, emit func(parcel.Parcel)) error {
	list, err := pairsIn(pairs)
	var edges []byte
	for i := range list {
		if p := &list[i]; p.Decision == customer.Matched {
			edges = wire.AppendInts(edges, p.LeftID, p.RightID)
		}
	}
	if edges != nil {
		emit(parcel.Parcel{Data: edges})
	}
	return err
}

// edgesOfClusters keeps the members of previous clusters together, since who takes an
// id depends on all of them.
func edgesOfClusters(clusters parcel.Parcel, emit func(parcel.Parcel)) error {
	list, err := clustersIn(clusters)
	var edges []byte
	for _, c := range list {
		for i := 1; i < len(c.Members); i++ {
			edges = wire.AppendInts(edges, c.Members[i-1].ID, c.Members[i].ID)
		}
	}
	if edges != nil {
		emit(parcel.Parcel{Data: edges})
	}
	return err
}

// binRoots sends ids and their components to the ids' bins.
func binRoots(roots parcel.Parcel, emit func(parcel.Parcel)) error {
	var mail parcel.Mail
	r := roots.Read()
	for r.More() {
		id, root := r.Int(), r.Int()
		mail.Add(binOf(id), wire.AppendInts(nil, id, root))
	}
	mail.Send(emit)
	return r.Err()
}

// binPairs sends matches to the bins of their left ids.
func binPairs(pairs parcel.Parcel, emit func(parcel.Parcel)) error {
	var mail parcel.Mail
	list, err := pairsIn(pairs)
	for i := range list {
		if p := &list[i]; p.Decision == customer.Matched {
			mail.Add(binOf(p.LeftID), appendPair(nil, p))
		}
	}
	mail.Send(emit)
	return err
}

// binClusters sends previous clusters to the bins of their first members' ids.
func binClusters(clusters parcel.Parcel, emit func(parcel.Parcel)) error {
	var mail parcel.Mail
	list, err := clustersIn(clusters)
	for i := range list {
		if c := &list[i]; len(c.Members) > 0 {
			mail.Add(binOf(c.Members[0].ID), appendCluster(nil, c))
		}
	}
	mail.Send(emit)
	return err
}

// clusterFn groups the matches of one part of the components.
type clusterFn struct {
	Cfg        dedupe.Config
	Judgements []customer.Judgement
	scorer     *scorer
}

// ProcessElement sends the part's clusters with their ids to the ids' bins.
func (f *clusterFn) ProcessElement(_ int64, items func(*parcel.Parcel) bool, baseFact, modelFact []byte, emit func(parcel.Parcel)) (err error) {
	if f.scorer == nil {
		if f.scorer, err = newScorer(baseFact, modelFact); err != nil {
			return err
		}
	}
	x, err := sortItems(all(items))
	if err != nil {
		return err
	}
	t, err := tableOf(x.records, f.scorer.base.options())
	if err != nil {
		return err
	}
	f.scorer.base.Junk.Clear(t)
	clusters := dedupe.NewScorer(f.Cfg, f.scorer.model, t, f.Judgements).Clusters(x.pairs)
	dedupe.Name(clusters, x.previous)
	var mail parcel.Mail
	for i := range clusters {
		mail.Add(textBin(clusters[i].ID), appendCluster(nil, &clusters[i]))
	}
	mail.Send(emit)
	return nil
}

// settleIDs gives clusters of different parts that came to one id another, but the
// first by import id: ids are 48 bits of a hash.
func settleIDs(_ int64, clusters func(*parcel.Parcel) bool, emit func(parcel.Parcel)) error {
	list, err := clustersIn(all(clusters)...)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b customer.Cluster) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Members[0].ImportID, b.Members[0].ImportID))
	})
	var data []byte
	id, same := "", 0
	for i := range list {
		if c := &list[i]; c.ID != id {
			id, same = c.ID, 1
		} else {
			same++
			c.ID = clustering.Fresh(c.Members[0].ImportID, same)
		}
		data = appendCluster(data, &list[i])
	}
	emit(parcel.Parcel{Data: data})
	return nil
}
