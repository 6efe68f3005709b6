package exporter

import (
	"encoding/json"
	"math/big"
	"strings"

	"rollcall/store/customer"
)

// Totals are the control totals of an export: what the receiving side counts
// again.
type Totals struct {
	Customers  int                   `json:"customers"`
	MergedAway int                   `json:"merged_away,omitempty"` // rows of customers that were merged into others
	Related    map[customer.Kind]int `json:"related,omitempty"`     // records loaded with the customers, by kind
	// OrderTotal is the exact decimal sum of the orders' total, or, where there
	// is none, amount; "" without such an order.
	OrderTotal string `json:"order_total,omitempty"`
	// OrdersWithout counts the orders that say neither as a plain decimal.
	OrdersWithout int `json:"orders_without_total,omitempty"`

	sum   big.Rat
	scale int // decimals of the sum
}

// Add counts a customer and its related records. One that was merged away is
// counted apart; its records are its survivor's.
func (t *Totals) Add(c *customer.Customer) {
	if c.MergedInto != 0 {
		t.MergedAway++
	} else {
		t.Customers++
	}
	for i := range c.Related {
		if t.Related == nil {
			t.Related = map[customer.Kind]int{}
		}
		t.Related[c.Related[i].Kind]++
		if c.Related[i].Kind == customer.Orders {
			t.addOrder(c.Related[i].Data)
		}
	}
}

func (t *Totals) addOrder(data []byte) {
	text, ok := orderTotal(data)
	if !ok {
		t.OrdersWithout++
		return
	}
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		t.OrdersWithout++
		return
	}
	if _, decimals, found := strings.Cut(text, "."); found {
		t.scale = max(t.scale, len(decimals))
	}
	t.sum.Add(&t.sum, value)
	t.OrderTotal = t.sum.FloatString(t.scale)
}

// orderTotal returns the order's total as a plain decimal.
func orderTotal(data []byte) (string, bool) {
	var order struct{ Total, Amount json.RawMessage }
	if json.Unmarshal(data, &order) != nil {
		return "", false
	}
	for _, raw := range []json.RawMessage{order.Total, order.Amount} {
		if text := strings.Trim(string(raw), `"`); plainDecimal(text) {
			return text, true
		}
	}
	return "", false
}

// plainDecimal keeps exponents and endless numbers out of the sum.
func plainDecimal(text string) bool {
	text = strings.TrimPrefix(text, "-")
	whole, decimals, found := strings.Cut(text, ".")
	return whole != "" && len(text) <= 40 && (!found || decimals != "") && strings.Trim(whole+decimals, "0123456789") == ""
}
