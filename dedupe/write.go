package dedupe

import (
	"encoding/csv"
	"io"
	"strconv"
)

// WritePairs writes the matches and possible matches as CSV with a header:
// record_id_l, record_id_r, import_id_l, import_id_r, match_weight (bits, four
// decimals), match_probability, decision, blocking_rule, and a column
// level_NAME per comparison.
func WritePairs(w io.Writer, r *Result) error {
	out := csv.NewWriter(w)
	header := []string{"record_id_l", "record_id_r", "import_id_l", "import_id_r", "match_weight", "match_probability", "decision", "blocking_rule"}
	for _, name := range r.Comparisons {
		header = append(header, "level_"+name)
	}
	if err := out.Write(header); err != nil {
		return err
	}
	line := make([]string, 0, len(header))
	for i := range r.Pairs {
		p := &r.Pairs[i]
		line = append(line[:0], strconv.FormatInt(p.LeftID, 10), strconv.FormatInt(p.RightID, 10), p.LeftImport, p.RightImport,
			strconv.FormatFloat(p.Weight, 'f', 4, 64), probability(p.Probability), string(p.Decision), p.Rule)
		if err := out.Write(append(line, p.Levels...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteClusters writes the members of the clusters as CSV with a header:
// cluster_id, customer_id, external_customer_import_id, size, weakest_link,
// decision; by smallest import id, then import id.
func WriteClusters(w io.Writer, r *Result) error {
	out := csv.NewWriter(w)
	header := []string{"cluster_id", "customer_id", "external_customer_import_id", "size", "weakest_link", "decision"}
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range r.Clusters {
		c := &r.Clusters[i]
		for _, m := range c.Members {
			line := []string{c.ID, strconv.FormatInt(m.ID, 10), m.ImportID, strconv.Itoa(len(c.Members)), probability(c.WeakestLink), c.Decision}
			if err := out.Write(line); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// probability writes six decimals, rounded down, so that what is printed never
// reaches a threshold that the value does not.
func probability(p float64) string {
	return strconv.FormatFloat(float64(int64(p*1e6))/1e6, 'f', 6, 64)
}
