package beamdedupe

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"rollcall/dedupe"
	"rollcall/store/customer"
)

// ErrPrevious says that a file is not one of clusters.
var ErrPrevious = errors.New("not a file of clusters")

func init() {
	beam.RegisterDoFn(&previousFn{})
	beam.RegisterDoFn(joinMembers)
}

// previousClusters reads files of clusters (PCollection<customer.Cluster>).
func previousClusters(s beam.Scope, files []string) beam.PCollection {
	s = s.Scope("previous")
	members := beam.ParDo(s, &previousFn{}, beam.Reshuffle(s, beam.CreateList(s, files)))
	return beam.ParDo(s, joinMembers, beam.GroupByKey(s, members))
}

// previousFn reads a file.
type previousFn struct{}

// ProcessElement emits the members, each as a cluster of one, by cluster.
func (*previousFn) ProcessElement(ctx context.Context, path string, emit func(string, customer.Cluster)) error {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	in, err := fs.OpenRead(ctx, path)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	defer in.Close()
	if err := readMembers(in, emit); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// readMembers reads what dedupe.WriteClusters writes. Errors wrap ErrPrevious and
// name the line.
func readMembers(in io.Reader, emit func(string, customer.Cluster)) error {
	lines := csv.NewReader(bufio.NewReader(in))
	header, err := lines.Read()
	if err != nil || !slices.Equal(header, dedupe.ClusterHeader()) {
		return fmt.Errorf("%w: line 1 is another header", ErrPrevious)
	}
	for n := 2; ; n++ {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: line %d cannot be read", ErrPrevious, n)
		}
		id, err := strconv.ParseInt(cells[1], 10, 64)
		if err != nil {
			return fmt.Errorf("%w: line %d has no customer_id", ErrPrevious, n)
		}
		emit(cells[0], customer.Cluster{ID: cells[0], Members: []customer.Member{{ID: id, ImportID: cells[2]}}})
	}
}

// joinMembers makes a cluster of its members.
func joinMembers(id string, parts func(*customer.Cluster) bool, emit func(customer.Cluster)) {
	whole := customer.Cluster{ID: id}
	var part customer.Cluster
	for parts(&part) {
		whole.Members = append(whole.Members, part.Members...)
	}
	slices.SortFunc(whole.Members, func(a, b customer.Member) int { return cmp.Compare(a.ImportID, b.ImportID) })
	emit(whole)
}
