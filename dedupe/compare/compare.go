// Package compare says how alike two normalised values are: edit distances,
// similarities and the levels of each comparison. Every function is pure,
// symmetric in its two values and safe for concurrent use.
package compare
