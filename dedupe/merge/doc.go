// Package merge decides what becomes of the members of a cluster when they are
// merged into one customer, and what undoing such a merge gives back. Every
// function is pure: customers and a policy in, a plan out. Nothing here reads a
// clock or a store; the caller carries a plan out in one transaction.
//
// A merge never loses a value. What the survivor does not take stays with the
// secondary that had it, which the store keeps as a tombstone; what the survivor
// gives up stays in its image from before the merge; related records only ever
// move.
package merge
