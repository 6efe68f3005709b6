package mapping

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/store/customer"
)

// Guess is what Suggest makes of one column.
type Guess struct {
	Column     string        `json:"column"`
	Field      string        `json:"field,omitempty"` // "": not taken
	Type       customer.Type `json:"type,omitempty"`
	Confidence float64       `json:"confidence"` // 0 to 1
	Reason     string        `json:"reason"`
}

// candidate is one reading of a column.
type candidate struct {
	column     int
	target     string
	confidence float64
	reason     string
}

// Confidence by how a name was recognised, before the values are looked at.
const (
	byOwnName  = 0.98
	byAlias    = 0.95
	byFiller   = 0.88 // an alias with a word that changes nothing
	byPart     = 0.55 // an alias among other words
	byValues   = 0.7  // nothing but the values
	bySpelling = 0.85 // times the similarity
	leastAlike = 0.8
)

// candidates lists the readings of a column's name.
func candidates(column int, header string) []candidate {
	tokens := headerTokens(header)
	if len(tokens) == 0 {
		return nil
	}
	if path, err := customer.ParsePath(header); err == nil && !keptByStore(path) {
		return []candidate{{column, path.String(), byOwnName, "the field's own name"}}
	}
	var list []candidate
	add := func(target string, confidence float64, reason string) {
		list = append(list, candidate{column, target, confidence, reason})
	}
	bill := slices.ContainsFunc(tokens, func(t string) bool { return billing[t] })
	squeezed := strings.Join(tokens, "")
	if a, ok := aliases[squeezed]; ok && a.own {
		add(a.target, byOwnName, "the field's own name")
	} else if ok {
		add(a.target, byAlias, "a usual name of this field")
	} else if a, ok := filled(tokens); ok {
		add(billed(a.target, bill), byFiller, "a usual name of this field, with another word")
	}
	if idAliases[squeezed] || idAliases[strings.Join(withoutFillers(tokens), "")] {
		list = append(list, idCandidates(column)...)
	}
	if len(list) == 0 && !slices.ContainsFunc(tokens, func(t string) bool { return strangers[t] }) {
		list = append(list, fuzzy(column, tokens, bill)...)
	}
	return list
}

// filled finds an alias among words that change nothing; a 1 at the end may
// belong to the alias or not.
func filled(tokens []string) (alias, bool) {
	rest := withoutFillers(tokens)
	a, ok := aliases[strings.Join(rest, "")]
	if !ok && len(rest) > 1 && rest[len(rest)-1] == "1" {
		a, ok = aliases[strings.Join(rest[:len(rest)-1], "")]
	}
	return a, ok
}

func billed(target string, bill bool) string {
	if part, ok := strings.CutPrefix(target, addressTarget); ok && bill {
		return "address[billing]." + part
	}
	return target
}

func withoutFillers(tokens []string) []string {
	var rest []string
	for i, t := range tokens {
		counter := t[0] >= '0' && t[0] <= '9' && i < len(tokens)-1
		if !fillers[t] && !billing[t] && !counter {
			rest = append(rest, t)
		}
	}
	return rest
}

// idCandidates reads names such as "Customer ID": the key of the system that
// wrote the file, never this store's id or customerId.
func idCandidates(column int) []candidate {
	const reason = "an id of the system that wrote the file"
	return []candidate{
		{column, "externalCustomerImportId", 0.85, reason + "; names the customer again on the next load"},
		{column, "externalCustomerId", 0.8, reason},
	}
}

// fuzzy finds aliases that are spelled nearly so, or that stand among other
// words: the best of each kind.
func fuzzy(column int, tokens []string, bill bool) []candidate {
	squeezed := strings.Join(tokens, "")
	best := candidate{column: column}
	better := func(a alias, confidence float64, reason string) {
		target := billed(a.target, bill)
		tie := confidence == best.confidence && target+reason < best.target+best.reason // the table has no order
		if confidence > best.confidence || tie {
			best.target, best.confidence, best.reason = target, confidence, reason
		}
	}
	for key, a := range aliases {
		if len(key) < 4 {
			continue // too short to be misspelled, or to be found inside
		}
		if alike := tokensAlike(tokens, a.tokens, squeezed, key); alike >= leastAlike {
			better(a, bySpelling*alike, fmt.Sprintf("spelled like %q", strings.Join(a.tokens, " ")))
		} else if (len(a.tokens) > 1 || findable[key]) && contains(tokens, a.tokens) {
			share := float64(len(a.tokens)) / float64(len(tokens))
			better(a, byPart+0.1*share, fmt.Sprintf("%q is part of the name", strings.Join(a.tokens, " ")))
		}
	}
	if best.target == "" {
		return nil
	}
	return []candidate{best}
}

// tokensAlike is the edit similarity of two names: of their words one by
// one where they have as many, else of the squeezed names. Method: 1 - edits
// / length of the longer, over all words.
func tokensAlike(a, b []string, squeezedA, squeezedB string) float64 {
	distance, length := 0, 0
	if len(a) == len(b) {
		for i := range a {
			distance += compare.Edits(a[i], b[i])
			length += max(len(a[i]), len(b[i]))
		}
	} else {
		distance, length = compare.Edits(squeezedA, squeezedB), max(len(squeezedA), len(squeezedB))
	}
	return 1 - float64(distance)/float64(length)
}

// contains says whether the words of an alias stand in the name, side by side.
func contains(tokens, words []string) bool {
	for i := 0; i+len(words) <= len(tokens); i++ {
		if slices.Equal(tokens[i:i+len(words)], words) {
			return true
		}
	}
	return false
}
