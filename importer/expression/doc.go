// Package expression computes texts from named texts, in the language of
// expr-lang.org. It is the only package that knows that library, and a leaf that
// every other may use.
//
// An expression sees one map, such as row["Company"], and nothing else: no
// clock, no files, no environment. So the same values give the same text on any
// day. What it may compute is bounded: see Limit.
package expression
