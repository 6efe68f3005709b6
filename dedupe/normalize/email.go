package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// emptyLocals never name a person: what people type to get past a form.
var emptyLocals = set(`noreply no-reply donotreply do-not-reply none na n/a no noemail no-email nomail unknown test nobody
	null email xxx xx x abc asdf example refused declined notprovided anonymous placeholder`)

// roleLocals belong to an organisation, not to a person.
var roleLocals = set(`info office contact admin sales support hello mail post kontakt webmaster service billing accounts
	enquiries inquiries reception team help customerservice tickets boxoffice`)

var emptyDomains = set(`example.com example.org example.net test.com none.com noemail.com nomail.com invalid.com email.invalid`)

// dotless are mail providers that ignore full stops in the local part.
var dotless = map[string]string{"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}

// Email returns the comparable form of an email address: lower case, without a
// plus-tag, and without full stops where the provider ignores them. It returns
// "" for what is no address and for placeholders such as none@ or test@. A role
// address such as info@ is missing too, unless organisation says that the
// record is one.
func Email(text string, organisation bool) string {
	text = strings.ToLower(strings.TrimSpace(text))
	at := strings.LastIndexByte(text, '@')
	if at <= 0 || at == len(text)-1 || hasSpace(text) {
		return ""
	}
	local, domain := text[:at], strings.TrimRight(text[at+1:], ".")
	if plus := strings.IndexByte(local, '+'); plus > 0 {
		local = local[:plus]
	}
	if provider := dotless[domain]; provider != "" {
		domain = provider
		local = strings.ReplaceAll(local, ".", "")
	}
	if local == "" || domain == "" || emptyLocals[local] || emptyDomains[domain] || !organisation && roleLocals[local] {
		return ""
	}
	return local + "@" + domain
}

// hasSpace says whether a text has any white space.
func hasSpace(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return strings.ContainsFunc(text, unicode.IsSpace)
		}
		if text[i] == ' ' || text[i] >= '\t' && text[i] <= '\r' {
			return true
		}
	}
	return false
}

// EmailForm returns what an address says beyond its owner's name: the names are
// replaced by F and L, initials by f and l. "anna.berg7@mail.com" of Anna Berg is
// "F.L7@mail.com": whoever is called so is likely to have such an address. It
// returns "" when the name does not appear. The email is as Email returns it;
// first and last are folded.
func EmailForm(email, first, last string) string {
	at := strings.LastIndexByte(email, '@')
	if at < 0 {
		return ""
	}
	local, domain := email[:at], email[at+1:]
	first, last = joined(first), joined(last)
	if short := withoutUmlauts(local); !strings.Contains(local, last) && strings.Contains(short, withoutUmlauts(last)) {
		local, first, last = short, withoutUmlauts(first), withoutUmlauts(last)
	}
	form, found := replaceName(local, last, "L")
	form, more := replaceName(form, first, "F")
	if !found && !more {
		return ""
	}
	if found && !more && first != "" && strings.HasPrefix(form, first[:1]) && isInitial(form) {
		form = "f" + form[1:]
	}
	if more && !found && last != "" {
		form = replaceLastInitial(form, last[0])
	}
	domain, _ = replaceName(domain, last, "L")
	return form + "@" + domain
}

var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// withoutUmlauts writes ae, oe and ue as the letters that Fold leaves of umlauts.
func withoutUmlauts(text string) string {
	for i := 1; i < len(text); i++ {
		if text[i] == 'e' && (text[i-1] == 'a' || text[i-1] == 'o' || text[i-1] == 'u') {
			return umlauts.Replace(text)
		}
	}
	return text
}

// replaceName puts mark for the name in text. Names under three letters are too
// likely to stand there by chance.
func replaceName(text, name, mark string) (string, bool) {
	if len(name) < 3 {
		return text, false
	}
	if i := strings.Index(text, name); i >= 0 {
		return text[:i] + mark + text[i+len(name):], true
	}
	return text, false
}

// isInitial says whether the form starts with one letter and then the last name.
func isInitial(form string) bool {
	rest := strings.TrimLeft(form[1:], "._-")
	return strings.HasPrefix(rest, "L")
}

func replaceLastInitial(form string, initial byte) string {
	i := strings.IndexByte(form, 'F')
	j := i + 1
	for j < len(form) && strings.IndexByte("._-", form[j]) >= 0 {
		j++
	}
	if j < len(form) && form[j] == initial && (j+1 == len(form) || form[j+1] < 'a') {
		return form[:j] + "l" + form[j+1:]
	}
	return form
}

func joined(name string) string {
	if strings.IndexByte(name, ' ') < 0 {
		return name
	}
	return strings.ReplaceAll(name, " ", "")
}
