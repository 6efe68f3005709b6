package value

import (
	"slices"
	"strings"
)

// organisation says whether a name is that of an organisation, and whether that
// is sure. Legal forms and words that are no last names decide alone; words that
// are last names too (Church, Bank, Hall) only after "The", "First" or "St." or
// with "of".
func organisation(whole string, words []string) (org, sure bool) {
	weak := false
	for i, w := range words {
		w = strings.Trim(w, ",;()\"'")
		key := bare(w)
		switch {
		case i > 0 && (legalForms[key] || exactForms[w]):
			return true, true
		case orgWords[key] && len(words) > 1:
			return true, true
		}
		weak = weak || weakOrgWords[key]
	}
	if twins(words) || possessive(words) {
		return true, true
	}
	lead := bare(words[0])
	if weak && len(words) > 2 && !strings.Contains(whole, ",") {
		return lead == "the" || lead == "first" || lead == "st" || slices.Contains(words, "of"), false
	}
	return false, false
}

// twins finds "Johnson & Johnson" and "Smith & Sons".
func twins(words []string) bool {
	if len(words) != 3 || !isConnector(words[1]) {
		return false
	}
	return strings.EqualFold(words[0], words[2]) || partnerWords[bare(words[2])]
}

// possessive finds shops named after someone: "Joe's Pizza".
func possessive(words []string) bool {
	return len(words) > 1 && len(words[0]) > 3 && (strings.HasSuffix(words[0], "'s") || strings.HasSuffix(words[0], "’s"))
}

// wordSet makes a look-up table of words separated by white space.
func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// The words are compared after bare: small letters, no points; exactForms as they
// stand, because small letters would make names of them (Sa, Ev, Ag).
var (
	legalForms = wordSet(`inc incorporated corp corporation llc llp ltd limited plc pllc gmbh kg ohg mbh sarl srl
		ltda pty pvt kft sro`)
	exactForms = wordSet(`AG SA S.A. SAS S.A.S. S.L. SL SpA S.p.A. BV B.V. NV N.V. AB AS A/S ApS Oy Oyj e.V. eV eG UG K.K. d.o.o. SE`)
	orgWords   = wordSet(`foundation university museum association assoc society institute hospital committee council
		department dept library academy company companies enterprises holdings industries associates partners partnership
		services solutions consulting systems technologies technology studios productions publishing ministries ministry
		charity fund endowment estate club league orchestra symphony theatre theater gallery zoo aquarium rotary
		school college center centre group trust synagogue hospice clinic farms shop store schule
		embassy consulate township municipality stiftung verein gesellschaft universität gemeinde stadtwerke
		fondation association université société fundación asociación universidad fundação fondazione associazione
		università stichting vereniging restaurant hotel realty insurance pharmacy logistics`)
	weakOrgWords = wordSet(`church bank hall house temple chapel parish abbey kirche market farm`)
	partnerWords = wordSet(`sons son söhne soehne brothers bros co company fils hijos figli partner daughters`)
)
