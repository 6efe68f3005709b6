package contract

import (
	"fmt"
	"strconv"
	"strings"

	"rollcall/store"
)

// Numbering gives every id a customerId: ten digits that look random and are
// never the same for two ids, so that nobody has to ask whether one is used and
// no index has to find them. Method: a Feistel network over the two halves of
// the digits, its round function keyed by a secret number of the tenant.
type Numbering struct {
	Prefix string // the two digits that come first
	Secret int64  // random, the tenant's for ever
}

const (
	half   = 100_000 // each half is five digits
	rounds = 6
)

// Of returns the customerId of an id; store.ErrFull when ids have outgrown ten
// digits.
func (n Numbering) Of(id int64) (string, error) {
	if id < 0 || id >= numbers {
		return "", fmt.Errorf("no customerIds are left: %w", store.ErrFull)
	}
	left, right := uint64(id)/half, uint64(id)%half
	for round := range uint64(rounds) {
		left, right = right, (left+n.mix(round, right))%half
	}
	return n.Prefix + padded(left*half+right), nil
}

// ID returns the id that Of gives this customerId; false for text that Of never
// gives. The id may belong to nobody.
func (n Numbering) ID(customerID string) (int64, bool) {
	digits, ok := strings.CutPrefix(customerID, n.Prefix)
	number, err := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil || len(digits) != len(padded(0)) {
		return 0, false
	}
	left, right := number/half, number%half
	for round := uint64(rounds); round > 0; round-- {
		left, right = (right+half-n.mix(round-1, left))%half, left
	}
	return int64(left*half + right), true
}

// mix is the round function: the finaliser of SplitMix64 over secret, round and
// the half that stays.
func (n Numbering) mix(round, side uint64) uint64 {
	x := uint64(n.Secret) + (round<<32|side+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return (x ^ x>>31) % half
}
