package beamdedupe

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/shard"
	"rollcall/dedupe/beamdedupe/source"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(pairHeader)
	beam.RegisterDoFn(clusterHeader)
	beam.RegisterDoFn(noHeader)
	beam.RegisterDoFn(pairLines)
	beam.RegisterDoFn(clusterLines)
	beam.RegisterDoFn(deadLine)
	beam.RegisterDoFn(countPairs)
	beam.RegisterDoFn(countCompared)
	beam.RegisterDoFn(countClusters)
	beam.RegisterDoFn(countDead)
	beam.RegisterDoFn(countRecords)
	beam.RegisterDoFn(&summaryFn{})
	beam.RegisterDoFn(&factFileFn{})
}

// Files names what a run writes into its folder.
type Files struct {
	Pairs, Clusters, Dead shard.Set
	Model, Summary        string
}

// FilesIn returns the names in a folder, with so many files of pairs and of clusters.
func FilesIn(folder string, files int) Files {
	return Files{
		Pairs:    shard.Set{Folder: folder, Name: "pairs", Ending: ".csv", Files: files},
		Clusters: shard.Set{Folder: folder, Name: "clusters", Ending: ".csv", Files: files},
		Dead:     shard.Set{Folder: folder, Name: "dead-letters", Ending: ".jsonl", Files: 1},
		Model:    folder + "/model.json", Summary: folder + "/summary.json",
	}
}

// Paths returns all files.
func (f Files) Paths() []string {
	list := append(f.Pairs.Paths(), f.Clusters.Paths()...)
	return append(append(list, f.Dead.Paths()...), f.Model, f.Summary)
}

// Patterns returns what names the files of every earlier run in the folder, with
// however many files.
func (f Files) Patterns() []string {
	list := []string{f.Model, f.Summary}
	for _, set := range []shard.Set{f.Pairs, f.Clusters, f.Dead} {
		list = append(list, fmt.Sprintf("%s/%s-*-of-*%s", set.Folder, set.Name, set.Ending))
	}
	return list
}

// Summary counts what a run found.
type Summary struct {
	Records         int64 `json:"records"`
	CandidatePairs  int64 `json:"candidate_pairs"`
	Matches         int64 `json:"matches"`
	PossibleMatches int64 `json:"possible_matches"`
	Clusters        int64 `json:"clusters"`
	Duplicates      int64 `json:"duplicates"` // customers beyond the first of each cluster
	DeadLetters     int64 `json:"dead_letters"`
}

// results are the collections that a run writes.
type results struct {
	base, model, clusters, dead beam.PCollection
	found
}

// write writes the results under their unfinished names.
func (f Files) write(s beam.Scope, r results) {
	s = s.Scope("write")
	start := beam.Impulse(s)
	shard.Write(s, f.Pairs, beam.ParDo(s, pairHeader, r.model), beam.ParDo(s, pairLines, r.pairs))
	shard.Write(s, f.Clusters, beam.ParDo(s, clusterHeader, start), beam.ParDo(s, clusterLines, r.clusters))
	shard.Write(s, f.Dead, beam.ParDo(s, noHeader, start), beam.ParDo(s, deadLine, r.dead))
	beam.ParDo0(s, &factFileFn{f.Model}, r.model)
	counts := beam.Flatten(s, beam.ParDo(s, countPairs, r.pairs), beam.ParDo(s, countCompared, r.compared),
		beam.ParDo(s, countClusters, r.clusters), beam.ParDo(s, countDead, r.dead), beam.ParDo(s, countRecords, r.base))
	beam.ParDo0(s, &summaryFn{f.Summary}, start, beam.SideInput{Input: stats.SumPerKey(s, counts)})
}

// csvLines writes cells as lines of CSV.
func csvLines(lines ...[]string) ([]byte, error) {
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	for _, line := range lines {
		if err := out.Write(line); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

func pairHeader(modelFact []byte, emit func([]byte)) error {
	m, err := dedupe.ParseModel(modelFact)
	if err != nil {
		return err
	}
	line, err := csvLines(dedupe.PairHeader(m.Scoring.Comparisons()))
	emit(line)
	return err
}

func clusterHeader(_ []byte, emit func([]byte)) {
	line, _ := csvLines(dedupe.ClusterHeader()) // into memory: it cannot fail
	emit(line)
}

func noHeader(_ []byte, emit func([]byte)) { emit(nil) }

func pairLines(pairs parcel.Parcel, emit func(parcel.Parcel)) error {
	list, err := pairsIn(pairs)
	if err != nil {
		return err
	}
	var lines []byte
	for i := range list {
		text, err := csvLines(dedupe.PairLine(&list[i]))
		if err != nil {
			return err
		}
		lines = shard.AppendLine(lines, shard.Line{First: list[i].LeftImport, Second: list[i].RightImport, Text: text})
	}
	emit(parcel.Parcel{Data: lines})
	return nil
}

func clusterLines(clusters parcel.Parcel, emit func(parcel.Parcel)) error {
	list, err := clustersIn(clusters)
	if err != nil {
		return err
	}
	var lines []byte
	for _, c := range list {
		for i, cells := range dedupe.ClusterLines(&c) {
			text, err := csvLines(cells)
			if err != nil {
				return err
			}
			lines = shard.AppendLine(lines, shard.Line{First: c.Members[0].ImportID, Second: c.Members[i].ImportID, Text: text})
		}
	}
	emit(parcel.Parcel{Data: lines})
	return nil
}

func deadLine(d source.Dead, emit func(parcel.Parcel)) error {
	text, err := json.Marshal(d)
	line := shard.Line{First: d.From, Second: fmt.Sprintf("%019d %019d", d.Line, d.ID), Text: append(text, '\n')}
	emit(parcel.Parcel{Data: shard.AppendLine(nil, line)})
	return err
}

func countPairs(pairs parcel.Parcel, emit func(string, int64)) error {
	list, err := pairsIn(pairs)
	matches := int64(0)
	for i := range list {
		if list[i].Decision == customer.Matched {
			matches++
		}
	}
	emit("matches", matches)
	emit("possible_matches", int64(len(list))-matches)
	return err
}

func countCompared(n int64, emit func(string, int64)) { emit("candidate_pairs", n) }

func countClusters(clusters parcel.Parcel, emit func(string, int64)) error {
	list, err := clustersIn(clusters)
	for _, c := range list {
		emit("duplicates", int64(len(c.Members)-1))
	}
	emit("clusters", int64(len(list)))
	return err
}

func countDead(_ source.Dead, emit func(string, int64)) { emit("dead_letters", 1) }

func countRecords(baseFact []byte, emit func(string, int64)) error {
	var b base
	err := parseFact(baseFact, &b)
	emit("records", int64(b.Profile.Records))
	return err
}

// summaryFn writes the summary.
type summaryFn struct{ Path string }

// ProcessElement writes the counts.
func (f *summaryFn) ProcessElement(ctx context.Context, _ []byte, counts func(*string, *int64) bool) error {
	all := map[string]int64{}
	var name string
	var n int64
	for counts(&name, &n) {
		all[name] += n
	}
	var sum Summary
	if err := parseFact(writeFact(all), &sum); err != nil {
		return err
	}
	return shard.WriteFile(ctx, f.Path, func(w io.Writer) error { return json.NewEncoder(w).Encode(sum) })
}

// factFileFn writes a fact.
type factFileFn struct{ Path string }

// ProcessElement writes the fact as it is.
func (f *factFileFn) ProcessElement(ctx context.Context, fact []byte) error {
	return shard.WriteFile(ctx, f.Path, func(w io.Writer) error { _, err := w.Write(fact); return err })
}
