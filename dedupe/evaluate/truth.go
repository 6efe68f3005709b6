// Package evaluate measures found duplicates against a labelled truth.
package evaluate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrTruth says that a truth file cannot be used.
var ErrTruth = errors.New("truth file")

// The columns that a truth file must have, in any place.
const (
	importIDColumn = "external_customer_import_id"
	clusterColumn  = "cluster"
)

// ReadTruth reads a labelled truth as CSV with a header that has the columns
// external_customer_import_id and cluster, others being ignored. It returns the
// cluster by import id. Errors wrap ErrTruth and name the line; an import id with
// two clusters is one.
func ReadTruth(r io.Reader) (map[string]string, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: no header: %w", ErrTruth, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	id, cluster := slices.Index(header, importIDColumn), slices.Index(header, clusterColumn)
	if id < 0 || cluster < 0 {
		return nil, fmt.Errorf("%w: the header needs the columns %s and %s", ErrTruth, importIDColumn, clusterColumn)
	}
	truth := map[string]string{}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return truth, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrTruth, err)
		}
		line, _ := in.FieldPos(id)
		if row[id] == "" || row[cluster] == "" {
			return nil, fmt.Errorf("%w: line %d: import id or cluster is empty", ErrTruth, line)
		}
		if before, ok := truth[row[id]]; ok && before != row[cluster] {
			return nil, fmt.Errorf("%w: line %d: this import id has another cluster further up", ErrTruth, line)
		}
		truth[row[id]] = row[cluster]
	}
}
