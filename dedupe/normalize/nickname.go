package normalize

import (
	_ "embed"
	"strings"
)

//go:embed nicknames.txt
var nicknameText string

// nicknames holds, per folded word, the lines of the table that it stands on.
var nicknames, givenNames = readNicknames(nicknameText)

func readNicknames(text string) (map[string][]uint16, []string) {
	groups := map[string][]uint16{}
	var given []string
	for line := range strings.Lines(text) {
		head, short, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || head[0] == '#' {
			continue
		}
		group := uint16(len(given))
		given = append(given, head)
		for _, word := range append(strings.Fields(short), head) {
			groups[word] = append(groups[word], group)
		}
	}
	return groups, given
}

// NicknameGroups returns the groups of a folded given name, ascending: the full
// names that it may stand for, itself included. Two names that share a group may
// mean the same person ("bill" and "william"); nil when the name is not known.
func NicknameGroups(name string) []uint16 { return nicknames[name] }

// FullName returns the full form of a folded given name: the name itself when
// it is one, else the first in the table that it is short for, else the name.
func FullName(name string) string {
	groups := nicknames[name]
	for _, g := range groups {
		if givenNames[g] == name {
			return name
		}
	}
	if len(groups) > 0 {
		return givenNames[groups[0]]
	}
	return name
}
