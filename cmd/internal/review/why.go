package review

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"rollcall/dedupe"
	"rollcall/store/customer"
)

// whyView says why two customers may be the same: a waterfall of weights.
type whyView struct {
	Title       string
	Probability string
	Weight      string
	Steps       []stepView
	Rules       string
	Untrusted   bool
}

// stepView is one comparison: where the sum stood before it, and after. Places
// are in thousandths of the width.
type stepView struct {
	Name, Level, Weight string
	For, None           bool
	From, Width, Zero   int
}

// maxWhy is how many members are held against the first one.
const maxWhy = 7

// why explains the first member's pairs with the others. Clusters that were
// found without a model, or by one that this program does not read, are shown
// without.
func (d *desk) why(ctx context.Context, members []*customer.Customer) ([]whyView, error) {
	list, err := d.review.Why(ctx, d.opt.Dedupe, members[:min(len(members), 1+maxWhy)])
	if errors.Is(err, dedupe.ErrModel) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	views := make([]whyView, len(list))
	for i, e := range list {
		views[i] = waterfall(e)
		views[i].Title = fmt.Sprintf("1 and %d", i+2)
	}
	return views, nil
}

// waterfall lays the parts of a weight out between the lowest and the highest
// sum that they reach.
func waterfall(e dedupe.Explanation) whyView {
	v := whyView{Probability: probability(e.Probability), Weight: signed(e.Weight), Rules: strings.Join(e.Rules, ", "), Untrusted: !e.Trusted}
	low, high, sum := 0.0, 0.0, 0.0
	for _, p := range e.Parts {
		sum += p.Weight
		low, high = math.Min(low, sum), math.Max(high, sum)
	}
	place := func(bits float64) int { return int(math.Round(1000 * (bits - low) / math.Max(high-low, 1e-9))) }
	sum = 0
	for _, p := range e.Parts {
		if p.Level == "" && p.Weight == 0 {
			continue
		}
		from, to := place(sum), place(sum+p.Weight)
		sum += p.Weight
		v.Steps = append(v.Steps, stepView{Name: comparisonTitle(p.Name), Level: levelTitle(p.Level), Weight: signed(p.Weight), None: p.Weight == 0,
			For: p.Weight > 0, From: min(from, to), Width: max(3, max(from, to)-min(from, to)), Zero: place(0)})
	}
	return v
}

// levelTitle says how well two values agree. What is called missing may be there
// and tell nothing of its own, such as an email that is made of the name.
func levelTitle(level string) string {
	if level == "missing" {
		return "tells nothing"
	}
	return strings.ReplaceAll(level, "_", " ")
}

// comparisonTitle names a part of the weight for people.
func comparisonTitle(name string) string {
	switch name {
	case "prior":
		return "before comparing"
	case "names_together":
		return "both names agree"
	case "household":
		return "may be of one household"
	case "neighbours":
		return "may be organisations in one house"
	case "branches":
		return "may be branches of one organisation"
	}
	return fieldTitle(name)
}

func signed(bits float64) string {
	return strings.Replace(fmt.Sprintf("%+.1f", bits), "-", "−", 1)
}
