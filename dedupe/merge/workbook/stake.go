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

// Stake is what a wrong decision about a cluster would harm.
type Stake struct {
	Related int      // related records of all members
	Money   *big.Rat // the sum of their orders' totals
}

// StakeOf adds up what is at stake in a cluster.
func StakeOf(w Waiting) Stake {
	s := Stake{Money: new(big.Rat)}
	for _, c := range w.Plan.Members() {
		s.Related += len(c.Related)
		s.Money.Add(s.Money, orderTotal(c.Related))
	}
	return s
}

// Compare puts the larger stake first: more related records, then more money.
func (s Stake) Compare(other Stake) int {
	return cmp.Or(cmp.Compare(other.Related, s.Related), other.Money.Cmp(s.Money))
}

// byStake orders clusters by what is at stake, the largest first, then by id.
func byStake(list []Waiting) []Waiting {
	type weighed struct {
		Waiting
		stake Stake
	}
	all := make([]weighed, len(list))
	for i, w := range list {
		all[i] = weighed{w, StakeOf(w)}
	}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(a.stake.Compare(b.stake), strings.Compare(a.Cluster.ID, b.Cluster.ID))
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
