package mapping

import (
	"fmt"
	"math"
	"strings"
)

// weigh changes a candidate's confidence by what the values look like.
func (c *candidate) weigh(e *evidence) {
	if e.filled == 0 {
		c.confidence = round(c.confidence * 0.9)
		c.reason += "; no sample values"
		return
	}
	if c.target == "externalCustomerImportId" && e.distinct < e.filled {
		c.repeated(e)
		return
	}
	target := strings.Replace(c.target, "address[billing].", addressTarget, 1)
	if check, what := looks(target); check != nil {
		share := e.share(check)
		switch {
		case share >= 0.8:
			c.confidence += (1 - c.confidence) * 0.3 * share
		case share < 0.5:
			c.confidence *= 0.4
			c.reason += "; but values do not look like " + what
		default:
			c.confidence *= 0.8
			c.reason += fmt.Sprintf("; %d %% of the values look like %s", int(100*share), what)
		}
	}
	c.confidence = round(c.confidence)
}

// repeated weighs an id by how often its values repeat: a few rows may, but a
// column of groups or kinds is no id.
func (c *candidate) repeated(e *evidence) {
	factor := 0.95
	if float64(e.distinct) < 0.8*float64(e.filled) {
		factor = 0.4
		c.reason += "; but its values repeat"
	} else {
		c.reason += "; a few values repeat"
	}
	c.confidence = round(c.confidence * factor)
}

func round(x float64) float64 { return math.Round(x*100) / 100 }
