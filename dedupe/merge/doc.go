// Package merge decides what becomes of the members of a cluster when they are
// merged into one customer, and what undoing such a merge gives back. Every
// function is pure: customers and a policy in, a plan out. Nothing here reads a
// clock or a store; the caller carries a plan out in one transaction.
//
// A merge never loses a value. What the survivor does not take stays on the
// member that had it, which the store keeps as a tombstone, and related records
// only ever move.
package merge
