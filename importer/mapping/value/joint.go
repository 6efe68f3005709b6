package value

import "strings"

// JointName says whether text names more than one person: words joined by and,
// &, + or their like in other languages, "Mr. Mrs.", or first names joined by a
// slash. The Spanish y and Portuguese e join people only after one first name or
// before a title, because they also stand inside last names (Ortega y Gasset).
func JointName(text string) bool {
	words := strings.Fields(text)
	start := 0
	for start < len(words) && titles[bare(words[start])] {
		start++
	}
	if start > 1 && partners(words[:start]) {
		return true
	}
	for i := start; i < len(words); i++ {
		switch {
		case i > 0 && i+1 < len(words) && isConnector(words[i]):
			return true
		case i > 0 && i+1 < len(words) && weakConnectors[words[i]]:
			if i == start+1 || i == start || titles[bare(words[i+1])] {
				return true
			}
		case strings.Count(words[i], "/") == 1 && joinsNames(words[i]):
			return true
		}
	}
	return false
}

// partners says whether titles stand for two people: "Mr. Mrs."; "Prof. Dr." is
// one person.
func partners(words []string) bool {
	man, woman := false, false
	for _, w := range words {
		switch bare(w) {
		case "mr", "herr", "sr", "hr", "dhr", "sig":
			man = true
		case "mrs", "ms", "frau", "sra", "mme", "mevr", "fru":
			woman = true
		}
	}
	return man && woman
}

// joinsNames tells John/Mary from s/o, c/o and a/c.
func joinsNames(word string) bool {
	left, right, _ := strings.Cut(word, "/")
	return len(left) > 1 && len(right) > 1
}

func isConnector(word string) bool {
	return connectors[strings.ToLower(word)]
}

// household finds "The Smith Family", "Familie Müller" and "Smith Household".
func household(words []string) bool {
	first, last := bare(words[0]), bare(words[len(words)-1])
	if len(words) < 2 {
		return false
	}
	switch last {
	case "family", "household":
		return true
	}
	switch first {
	case "familie", "famille", "familia", "família", "famiglia", "fam", "eheleute":
		return true
	}
	return false
}

var (
	connectors     = wordSet("and & + und u. et och og")
	weakConnectors = wordSet("y e en i ed")
)
