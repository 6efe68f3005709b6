package merge

import (
	"slices"
	"strings"

	"rollcall/store/customer"
)

// Through is a change that reached a merged customer through one of the keys
// that the survivor took over: the tombstone changed from Before to After.
type Through struct {
	Survivor      *customer.Customer // as it stands
	Before, After *customer.Customer // the tombstone's own values
	// Others are the own values of the merge's other members, where the caller
	// has them. Without them nothing is taken off a united list.
	Others []*customer.Customer
}

// ApplyThrough returns what becomes of the survivor, and a choice for every
// field that followed. A field follows when the survivor has no value, when its
// value came from this customer (it is equal to the old one), or when its rule
// is most_recent; otherwise the survivor's value stands, and the new one is
// kept on the tombstone. A value that was removed never empties a field whose
// value came from elsewhere. The name, and the phone with its notes, follow as a
// whole; lists follow entry by entry. The survivor's identity never changes.
func ApplyThrough(policy Policy, t Through) (*customer.Customer, []customer.Choice) {
	f := &follower{policy: policy, Through: t, result: t.Survivor.Clone()}
	for _, change := range customer.Diff(t.Before, t.After) {
		f.follow(change)
	}
	return f.result, f.choices
}

type follower struct {
	policy Policy
	Through
	result  *customer.Customer
	choices []customer.Choice
	named   bool // the name has been dealt with
	phoned  bool
}

func (f *follower) follow(change customer.FieldChange) {
	path, err := customer.ParsePath(change.Field)
	if err != nil {
		return // Diff writes paths only
	}
	switch path.Field {
	case "customerSource", "externalCustomerImportId", "obfuscated":
	case "title", "firstName", "middleName", "lastName":
		if !f.named {
			f.named = true
			f.parts("name", f.policy.Name.Rule, nameParts)
		}
	case "phoneNumber", "phoneNotes":
		if !f.phoned {
			f.phoned = true
			f.phone()
		}
	case "solicitationCodes":
		followList(f, path, plain[string](), func(c *customer.Customer) *[]string { return &c.SolicitationCodes })
	case "attributes":
		followList(f, path, plain[customer.Attribute](), func(c *customer.Customer) *[]customer.Attribute { return &c.Attributes })
	case "address":
		f.addresses(path)
	case "fields":
		f.custom(path.Index)
	default:
		f.parts(path.Field, f.policy.Fields[path.Field].Rule, []string{path.Field})
	}
}

// reason says why a field follows; "" when it does not.
func reason(rule Rule, have, was, now string) string {
	switch {
	case have == was:
		return "the value came from this customer"
	case have == "":
		return "the survivor has none"
	case rule == MostRecent && now != "":
		return "updated last"
	}
	return ""
}

func (f *follower) phone() {
	if f.parts("phoneNumber", f.policy.Fields["phoneNumber"].Rule, []string{"phoneNumber", "phoneNotes"}) {
		f.result.PhoneE164 = f.After.PhoneE164
	}
}

// parts lets core fields that belong together follow as a whole.
func (f *follower) parts(field string, rule Rule, names []string) bool {
	have, was, now := joined(f.result, names), joined(f.Before, names), joined(f.After, names)
	if now == "" && f.held(func(c *customer.Customer) bool { return joined(c, names) == was }) {
		return false
	}
	why := reason(rule, have, was, now)
	if why == "" {
		return false
	}
	for _, name := range names {
		core := customer.CoreNamed(name)
		core.Set(f.result, core.Get(f.After))
	}
	f.chose(field, f.shown(names), rule, why)
	return true
}

// shown is the text of core fields in one line, for reports.
func (f *follower) shown(names []string) string {
	var parts []string
	for _, name := range names {
		if part := customer.CoreNamed(name).Get(f.result); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

// joined is the text of several core fields, "" when all are empty.
func joined(c *customer.Customer, names []string) string {
	text, any := "", false
	for i, name := range names {
		part := customer.CoreNamed(name).Get(c)
		any = any || part != ""
		if i > 0 {
			text += "\x1f"
		}
		text += part
	}
	if !any {
		return ""
	}
	return text
}

func (f *follower) held(has func(*customer.Customer) bool) bool {
	return slices.ContainsFunc(f.Others, has)
}

func (f *follower) custom(name string) {
	have, was, now := f.result.Fields[name], f.Before.Fields[name], f.After.Fields[name]
	kind := now.Type
	if kind == "" {
		kind = was.Type
	}
	rule := f.policy.custom(name, kind).Rule
	if now.Text == "" && f.held(func(c *customer.Customer) bool { return c.Fields[name].Text == was.Text }) {
		return
	}
	if why := reason(rule, have.Text, was.Text, now.Text); why != "" {
		f.result.SetField(name, now)
		f.chose("fields."+name, now.Text, rule, why)
	}
}

// followList does to the survivor's list what the change did to the
// tombstone's, but takes nothing off that another member has, or may have.
func followList[T any](f *follower, path customer.Path, kind listKind[T], at func(*customer.Customer) *[]T) {
	d := deltaOf(*at(f.Before), *at(f.After), kind)
	d.removed = slices.DeleteFunc(d.removed, func(entry T) bool {
		return f.held(func(c *customer.Customer) bool { return kind.index(*at(c), entry) >= 0 })
	})
	if f.Others == nil && len(d.removed) > len(d.added) {
		d.removed = d.removed[:len(d.added)] // replaced is known to be gone; left out is not
	}
	before := f.result.Text(path)
	*at(f.result), _ = d.apply(*at(f.result))
	if after := f.result.Text(path); after != before {
		f.chose(path.Field, after, Union, "the same entries changed as on this customer")
	}
}

// addresses lets the addresses follow; under most_recent a new primary one
// becomes the survivor's primary one.
func (f *follower) addresses(path customer.Path) {
	followList(f, path, asAddresses, func(c *customer.Customer) *[]customer.Address { return &c.Address })
	was, now := primaryIndex(f.Before.Address), primaryIndex(f.After.Address)
	if f.policy.Address.Rule == MostRecent && now >= 0 && (was < 0 || !asAddresses.same(f.Before.Address[was], f.After.Address[now])) {
		f.lead(f.After.Address[now])
	}
	onePrimary(f.result.Address)
}

// lead puts an address first and hands it the flag that another one had.
func (f *follower) lead(a customer.Address) {
	list := f.result.Address
	i := asAddresses.index(list, a)
	if i < 0 {
		return
	}
	flagged := a.IsPrimary
	for k := range list {
		flagged = flagged || list[k].IsPrimary
		list[k].IsPrimary = false
	}
	a = list[i]
	a.IsPrimary = flagged
	f.result.Address = slices.Insert(slices.Delete(list, i, i+1), 0, a)
}

func (f *follower) chose(field, text string, rule Rule, reason string) {
	f.choices = append(f.choices, customer.Choice{Field: field, Value: text, From: f.After.ID, Rule: string(rule), Reason: reason})
}
