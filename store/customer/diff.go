package customer

// FieldChange is one field's value before and after a change, as text.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Diff returns the fields whose values differ, in writing order: core fields
// that a file can set, solicitationCodes, address, attributes, fields.NAME.
// Lists are compared and reported whole. Related records are not compared.
func Diff(before, after *Customer) []FieldChange {
	var changes []FieldChange
	add := func(field, b, a string) {
		if b != a {
			changes = append(changes, FieldChange{field, b, a})
		}
	}
	for i := range CoreFields {
		if f := &CoreFields[i]; !f.Derived {
			add(f.Name, f.Get(before), f.Get(after))
		}
	}
	for _, name := range []string{"solicitationCodes", "address", "attributes"} {
		add(name, before.Text(Path{Field: name}), after.Text(Path{Field: name}))
	}
	for _, name := range unionNames(before, after) {
		b, a := before.Fields[name], after.Fields[name]
		if b != a {
			changes = append(changes, FieldChange{"fields." + name, b.Text, a.Text})
		}
	}
	return changes
}

func unionNames(a, b *Customer) []string {
	names := a.FieldNames()
	for _, name := range b.FieldNames() {
		if _, ok := a.Fields[name]; !ok {
			names = append(names, name)
		}
	}
	return names
}
