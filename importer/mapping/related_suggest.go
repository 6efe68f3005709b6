package mapping

import (
	"slices"
	"strings"

	"rollcall/store/customer"
)

// related proposes the columns of related records.
func (g *guesser) related() {
	g.by = map[string]int{}
	for i, name := range g.header {
		guess := &g.guesses[i]
		if strings.HasPrefix(name, rejectPrefix) {
			continue
		}
		field, confidence, reason := relatedTarget(name, g.file.As)
		if _, taken := g.by[field]; taken || field == "" {
			guess.Reason = "no key can be made of this name, or it is taken"
			continue
		}
		g.by[field] = i
		guess.Field, guess.Confidence, guess.Reason = field, confidence, reason
	}
}

// relatedTarget reads one column's name.
func relatedTarget(name string, kind customer.Kind) (field string, confidence float64, reason string) {
	tokens := headerTokens(name)
	squeezed := strings.Join(tokens, "")
	singular := strings.TrimSuffix(string(kind), "s")
	switch {
	case name == "id" || name == "externalCustomerImportId" || name == "customerId" || name == "externalCustomerId":
		return name, byOwnName, "the field's own name"
	case squeezed == "id", slices.Contains([]string{"id", "no", "nr", "number", "importid"}, strings.TrimPrefix(squeezed, singular)):
		return "id", byFiller, "the record's own id"
	case idAliases[squeezed], aliases[squeezed].target == "externalCustomerImportId":
		return "externalCustomerImportId", 0.8, "the customer's id in the system that wrote the file"
	}
	key := camel(tokens)
	if !dataKey.MatchString(key) {
		return "", 0, ""
	}
	return key, byFiller, "kept under its own name"
}

func camel(tokens []string) string {
	var b strings.Builder
	for i, t := range tokens {
		if i > 0 {
			t = strings.ToUpper(t[:1]) + t[1:]
		}
		b.WriteString(t)
	}
	return b.String()
}
