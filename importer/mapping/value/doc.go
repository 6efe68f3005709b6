// Package value reads single values as people and programs write them: text,
// truth values, numbers, dates, emails and personal names. Every function is
// pure, says what it accepts, and returns the canonical form in which a
// customer holds the value. Nothing here knows of files, columns or mappings.
package value
