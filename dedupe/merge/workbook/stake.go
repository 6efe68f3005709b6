package workbook

import (
	"cmp"
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// byStake orders clusters by what is at stake: most related records first, then
// the larger sum of order totals, then the cluster's id.
func byStake(list []Waiting) []Waiting {
	type weighed struct {
		Waiting
		related int
		money   *big.Rat
	}
	all := make([]weighed, len(list))
	for i, w := range list {
		all[i] = weighed{Waiting: w, money: new(big.Rat)}
		for _, c := range w.Plan.Members() {
			all[i].related += len(c.Related)
			all[i].money.Add(all[i].money, orderTotal(c.Related))
		}
	}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.related, a.related), b.money.Cmp(a.money), strings.Compare(a.Cluster.ID, b.Cluster.ID))
	})
	sorted := make([]Waiting, len(all))
	for i := range all {
		sorted[i] = all[i].Waiting
	}
	return sorted
}

var decimal = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,9})?$`)

// orderTotal sums the orders' totals (the key total, else amount); what is no
// decimal counts as nothing.
func orderTotal(records []customer.Related) *big.Rat {
	sum := new(big.Rat)
	for _, r := range records {
		if r.Kind != customer.Orders {
			continue
		}
		var data struct{ Total, Amount json.RawMessage }
		if json.Unmarshal(r.Data, &data) != nil {
			continue
		}
		text := data.Total
		if text == nil {
			text = data.Amount
		}
		if plain := strings.Trim(string(text), `"`); decimal.MatchString(plain) {
			n, _ := new(big.Rat).SetString(plain)
			sum.Add(sum, n)
		}
	}
	return sum
}
