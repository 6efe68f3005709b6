package merge

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rollcall/store/customer"
)

func TestParsePolicy(t *testing.T) {
	p, err := ParsePolicy("policy.yaml", []byte(`
survivor: [source_order, {has: email}, most_recent]
sources: [RE, Acme, SHOP]
fields:
  email: most_frequent
  deceased: any_true
  phoneNumber: {rule: source_order, sources: [SHOP], review: true}
  fields.member no: require_equal
types: {text: longest}
groups: {name: survivor, address: {rule: oldest}}
consent: {restrictive: [Do Not Email, "Do Not Call"]}
auto: {probability: 99.5%, max_cluster_size: 3, max_share: 0.1}
`))
	if err != nil {
		t.Fatal(err)
	}
	if want := []Preference{{By: BySourceOrder}, {ByHas, customer.Path{Field: "email"}}, {By: ByMostRecent}}; !slices.Equal(p.Survivor, want) {
		t.Errorf("survivor %v", p.Survivor)
	}
	checks := map[string]bool{
		"sources":       slices.Equal(p.Sources, []string{"RE", "Acme", "SHOP"}),
		"email":         p.Fields["email"].Rule == MostFrequent && !p.Fields["email"].Review,
		"deceased":      p.Fields["deceased"].Rule == AnyTrue && !p.Fields["deceased"].Review,
		"phoneNumber":   p.Fields["phoneNumber"].Review && slices.Equal(p.Fields["phoneNumber"].Sources, []string{"SHOP"}),
		"custom":        p.custom("member no", customer.Text).Review,
		"type":          p.custom("other", customer.Text).Rule == Longest,
		"unnamed":       p.Fields["suffix"].Rule == RequireEqual,
		"name":          p.Name.Rule == OfSurvivor && p.Name.Review,
		"address":       p.Address.Rule == Oldest,
		"restrictive":   p.restrictive("do not call") && !p.restrictive("news"),
		"auto":          p.Auto == Auto{0.995, 3, 0.1},
		"default alone": DefaultPolicy().Fields["email"].Rule == MostRecent,
	}
	for name, ok := range checks {
		if !ok {
			t.Errorf("%s is not as the file says", name)
		}
	}
}

func TestEmptyPolicyIsTheDefault(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "fields:\nsurvivor: []\n"} {
		p, err := ParsePolicy("p", []byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if want := DefaultPolicy(); p.Auto != want.Auto || !slices.Equal(p.Survivor, want.Survivor) || p.Fields["email"].Rule != want.Fields["email"].Rule {
			t.Errorf("%q: %v", text, p)
		}
	}
}

// TestReferenceIsTheDefault: the documented file says what DefaultPolicy does,
// and explains every rule and preference.
func TestReferenceIsTheDefault(t *testing.T) {
	p, err := ParsePolicy("default.yaml", []byte(DefaultPolicyYAML))
	if err != nil {
		t.Fatal(err)
	}
	want := DefaultPolicy()
	if !reflect.DeepEqual(p, want) {
		t.Errorf("the file says %+v, want %+v", p, want)
	}
	for _, rule := range Rules {
		if !strings.Contains(DefaultPolicyYAML, "#   "+string(rule)) {
			t.Errorf("rule %s is not explained", rule)
		}
	}
	for field := range fieldRules {
		if !strings.Contains(DefaultPolicyYAML, "  "+field+": ") {
			t.Errorf("field %s is not there", field)
		}
	}
}

func TestParsePolicyNamesEveryProblem(t *testing.T) {
	cases := []struct{ text, want string }{
		{"surviver: [oldest]", `p.yaml:1: unknown key "surviver"; did you mean "survivor"?`},
		{"\nsurvivor: [biggest]", `p.yaml:2: unknown survivor preference "biggest"`},
		{"survivor: [has]", `unknown survivor preference "has"`},
		{"survivor: [{has: shoe}]", `p.yaml:1: unknown field "shoe"`},
		{"survivor: [{needs: email}]", "a word or {has: FIELD}"},
		{"survivor: oldest", "survivor is a list"},
		{"sources: [RE, RE]", `"RE" stands there twice`},
		{"fields:\n  email: newest", `p.yaml:2: email: unknown rule "newest" (possible here: survivor, most_recent`},
		{"fields:\n  email: union", `email: unknown rule "union"`},
		{"fields:\n  email: any_true", "any_true"},
		{"fields:\n  shoe: oldest", `unknown field "shoe"`},
		{"fields:\n  emial: oldest", `unknown field "emial"; did you mean "email"?`},
		{"fields:\n  lastName: oldest", "groups: {name: RULE}"},
		{"fields:\n  phoneNotes: oldest", "goes with phoneNumber"},
		{"fields:\n  address: union", "groups: {address: RULE}"},
		{"fields:\n  address[primary].city: oldest", "groups: {address: RULE}"},
		{"fields:\n  attributes[X].notes: oldest", "one rule for the whole list"},
		{"fields:\n  id: oldest", "always the survivor's"},
		{"fields:\n  deceased: {rule: require_equal, review: false}", "require_equal always asks"},
		{"fields:\n  email: {rule: oldest, sources: [RE]}", "source_order only"},
		{"fields:\n  email: {rule: oldest, review: perhaps}", "review is true or false"},
		{"fields:\n  email: {rules: oldest}", `unknown key "rules"`},
		{"fields: oldest", "fields: expected keys and values"},
		{"types: {shoe_size: oldest}", `unknown field type "shoe_size"`},
		{"types: {text: any_true}", "unknown rule"},
		{"groups: {phone: oldest}", `unknown group "phone"`},
		{"consent: {permissive: [x]}", `unknown key "permissive"`},
		{"auto: {probability: 2}", "probability is a number from 0 to 1"},
		{"auto: {max_cluster_size: 1}", "from 2 on"},
		{"auto: {max: 1}", `unknown key "max"`},
		{"fields: {email: oldest", "p.yaml:1: cannot be read as YAML"},
		{"sources: [a]\nsources: [b]", "p.yaml:2:"},
		{"sources: [a]\n---\nsources: [b]", "p.yaml:3: a second document"},
	}
	for _, c := range cases {
		_, err := ParsePolicy("p.yaml", []byte(c.text))
		if !errors.Is(err, ErrPolicy) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
	_, err := ParsePolicy("p.yaml", []byte("a: 1\nauto: {max_share: x}\nfields: {email: y}"))
	if n := strings.Count(err.Error(), "p.yaml:"); n != 3 {
		t.Errorf("%d problems of 3: %v", n, err)
	}
}

func FuzzParsePolicy(f *testing.F) {
	f.Add("survivor: [source_order, {has: email}]\nsources: [RE]\nfields: {email: {rule: source_order, sources: [RE]}}")
	f.Add("groups: {name: survivor}\nconsent: {restrictive: [x]}\nauto: {probability: 0.99, max_share: 20%}")
	f.Add("types: {text: longest}\n---\n- a\n")
	f.Add("fields: &a {email: oldest}\ntypes: *a\n<<: *a")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePolicy("p", []byte(text))
		if err != nil {
			if !errors.Is(err, ErrPolicy) {
				t.Errorf("%v", err)
			}
			return
		}
		if a := p.Auto; len(p.Survivor) == 0 || a.Probability < 0 || a.Probability > 1 || a.MaxShare < 0 || a.MaxShare > 1 || a.MaxClusterSize < 2 {
			t.Errorf("accepted %+v", p)
		}
		for field, rule := range p.Fields {
			if !slices.Contains(Rules, rule.Rule) {
				t.Errorf("%s: accepted %q", field, rule.Rule)
			}
		}
	})
}
