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
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// ErrPrevious says that a file is not one of clusters.
var ErrPrevious = errors.New("not a file of clusters")

func init() {
	beam.RegisterDoFn(&previousFn{})
	beam.RegisterDoFn(joinMembers)
}

// previousClusters reads files of clusters (PCollection<parcel.Parcel>).
func previousClusters(s beam.Scope, files []string) beam.PCollection {
	s = s.Scope("previous")
	members := beam.ParDo(s, &previousFn{}, beam.Reshuffle(s, beam.CreateList(s, files)))
	return beam.ParDo(s, joinMembers, beam.GroupByKey(s, parcel.Deliver(s, members)))
}

// previousFn reads files.
type previousFn struct{}

// ProcessElement sends the members of one file, each as a cluster of one, to the bins of
// their clusters' ids.
func (*previousFn) ProcessElement(ctx context.Context, path string, emit func(parcel.Parcel)) error {
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
	var mail parcel.Mail
	err = readMembers(in, func(c customer.Cluster) { mail.Add(textBin(c.ID), appendCluster(nil, &c)) })
	mail.Send(emit)
	if err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// textBin returns the bin of a cluster's id.
func textBin(id string) int64 { return int64(record.Hash(id) % idBins) }

// readMembers reads what dedupe.WriteClusters writes. Errors wrap ErrPrevious and
// name the line.
func readMembers(in io.Reader, emit func(customer.Cluster)) error {
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
		emit(customer.Cluster{ID: cells[0], Members: []customer.Member{{ID: id, ImportID: cells[2]}}})
	}
}

// joinMembers makes one bin's clusters of their members.
func joinMembers(_ int64, members func(*parcel.Parcel) bool, emit func(parcel.Parcel)) error {
	list, err := clustersIn(all(members)...)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b customer.Cluster) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Members[0].ImportID, b.Members[0].ImportID))
	})
	var data []byte
	for from := 0; from < len(list); {
		whole := list[from]
		for from++; from < len(list) && list[from].ID == whole.ID; from++ {
			whole.Members = append(whole.Members, list[from].Members...)
		}
		data = appendCluster(data, &whole)
	}
	emit(parcel.Parcel{Data: data})
	return nil
}
