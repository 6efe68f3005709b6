package normalize

import "strings"

// legalForms say how an organisation is constituted, not which one it is.
var legalForms = set(`inc incorporated llc llp lp ltd limited plc corp corporation co company gmbh ag kg ohg ug ev eg sa sarl sas srl
	spa bv nv oy oyj ab as aps pty pte kk sl slu sro spzoo zoo the of and for at und et de la der die das`)

// orgWords are abbreviations that names of organisations are written with.
var orgWords = words(`assoc:association assn:association ctr:center cntr:center centre:center dept:department
	univ:university inst:institute intl:international natl:national svc:service svcs:service services:service sch:school
	schl:school elem:elementary hs:highschool st:saint mt:mount ft:fort fdn:foundation found:foundation comm:community
	cmty:community govt:government mgmt:management mfg:manufacturing bros:brothers hosp:hospital lib:library acad:academy
	academies:academy schools:school centers:center children:child childrens:child kids:kid learning:learning
	soc:society gesellschaft:gesellschaft theatre:theater museums:museum dev:development ed:education educ:education`)

// Organisation returns an organisation's comparable name: folded words with
// common abbreviations written out, without legal forms and small words, in the
// order in which they came. A name that consists of those only keeps them.
func Organisation(text string) string {
	folded := Fold(strings.ReplaceAll(text, "&", " and "))
	kept := make([]string, 0, 8)
	for _, word := range strings.Fields(folded) {
		if to := orgWords[word]; to != "" {
			word = to
		}
		if !legalForms[word] {
			kept = append(kept, word)
		}
	}
	name := strings.Join(kept, " ")
	if name == "" {
		name = folded
	}
	return unlessPlaceholder(name)
}

func words(pairs string) map[string]string {
	m := map[string]string{}
	for _, pair := range strings.Fields(pairs) {
		from, to, _ := strings.Cut(pair, ":")
		m[from] = to
	}
	return m
}
