package dedupe

import (
	"io"
	"strconv"

	"rollcall/store/customer"
)

// WritePairs writes the matches and possible matches as CSV with a header:
// record_id_l, record_id_r, import_id_l, import_id_r, match_weight (bits, four
// decimals), match_probability, decision, blocking_rule, and a column
// level_NAME per comparison.
func WritePairs(w io.Writer, r *Result) error {
	lines := newLineWriter(w)
	if err := lines.cells(PairHeader(r.Comparisons)); err != nil {
		return err
	}
	for i := range r.Pairs {
		if err := lines.pair(&r.Pairs[i]); err != nil {
			return err
		}
	}
	return lines.out.Flush()
}

// PairHeader returns the header of pairs.csv.
func PairHeader(comparisons []string) []string {
	header := []string{"record_id_l", "record_id_r", "import_id_l", "import_id_r", "match_weight", "match_probability", "decision", "blocking_rule"}
	for _, name := range comparisons {
		header = append(header, "level_"+name)
	}
	return header
}

// PairLine returns the cells of a pair in pairs.csv.
func PairLine(p *customer.Pair) []string {
	line := []string{strconv.FormatInt(p.LeftID, 10), strconv.FormatInt(p.RightID, 10), p.LeftImport, p.RightImport,
		strconv.FormatFloat(p.Weight, 'f', 4, 64), probability(p.Probability), string(p.Decision), p.Rule}
	return append(line, p.Levels...)
}

// WriteClusters writes the members of the clusters as CSV with a header:
// cluster_id, customer_id, external_customer_import_id, size, weakest_link,
// decision; by smallest import id, then import id.
func WriteClusters(w io.Writer, r *Result) error {
	lines := newLineWriter(w)
	if err := lines.cells(ClusterHeader()); err != nil {
		return err
	}
	for i := range r.Clusters {
		if err := lines.cluster(&r.Clusters[i]); err != nil {
			return err
		}
	}
	return lines.out.Flush()
}

// ClusterHeader returns the header of clusters.csv.
func ClusterHeader() []string {
	return []string{"cluster_id", "customer_id", "external_customer_import_id", "size", "weakest_link", "decision"}
}

// ClusterLines returns the cells of a cluster in clusters.csv, a line per member.
func ClusterLines(c *customer.Cluster) [][]string {
	lines := make([][]string, len(c.Members))
	for i := range c.Members {
		lines[i] = clusterLine(c, &c.Members[i])
	}
	return lines
}

func clusterLine(c *customer.Cluster, m *customer.Member) []string {
	return []string{c.ID, strconv.FormatInt(m.ID, 10), m.ImportID, strconv.Itoa(len(c.Members)), probability(c.WeakestLink), c.Decision}
}

// probability writes six decimals, rounded down, so that what is printed never
// reaches a threshold that the value does not.
func probability(p float64) string { return string(appendProbability(nil, p)) }

func appendProbability(b []byte, p float64) []byte {
	return strconv.AppendFloat(b, float64(int64(p*1e6))/1e6, 'f', 6, 64)
}
