package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/question"
)

// newcomer is a new customer with all that its row says.
type newcomer struct {
	*intake
	*customer.Customer
	row            int64
	drawn          bool
	said           *store.Memory // what its import id says; empty when nothing
	search, digits string
}

// newColumn is a column of a new customer's row; one of number, text and blob is
// there. Where own is not set, the column says the same of most customers of a
// file, as a rule.
type newColumn struct {
	name   string
	own    bool
	number func(*newcomer) int64
	text   func(*newcomer) string
	blob   func(*newcomer) []byte
}

// newColumns are all columns but row, which is each one's own.
var newColumns = []newColumn{
	{name: "row", own: true, number: func(n *newcomer) int64 { return n.row }},
	{name: "tenant", number: func(n *newcomer) int64 { return n.tenant }},
	{name: "id", own: true, number: func(n *newcomer) int64 { return n.ID }},
	{name: "customer_id", own: true, text: func(n *newcomer) string { return n.CustomerID }},
	{name: "drawn", number: func(n *newcomer) int64 { return flag(n.drawn) }},
	{name: "merged_into", number: func(*newcomer) int64 { return 0 }},
	{name: "created_run", number: func(n *newcomer) int64 { return n.run }},
	{name: "created_on", number: func(n *newcomer) int64 { return question.Micros(n.now) }},
	{name: "created_by", text: func(n *newcomer) string { return n.user() }},
	{name: "said_run", number: func(n *newcomer) int64 { return n.saidRun(n.said) }},
	{name: "said_source", text: func(n *newcomer) string { return n.said.Source }},
	{name: "said_hash", own: true, blob: func(n *newcomer) []byte { return n.said.Hash }},
	{name: "said", own: true, blob: func(n *newcomer) []byte { return n.packed(n.said.Values) }},
	{name: "import_id", own: true, text: func(n *newcomer) string { return n.ImportID }},
	{name: "email_hash", own: true, number: func(n *newcomer) int64 { return emailHash(n.Email) }},
	{name: "external_customer_id", text: func(n *newcomer) string { return n.ExternalCustomerID }},
	{name: "external_id", text: func(n *newcomer) string { return n.ExternalID }},
	{name: "source", text: func(n *newcomer) string { return n.Source }},
	{name: "title", text: func(n *newcomer) string { return n.Title }},
	{name: "first_name", text: func(n *newcomer) string { return n.FirstName }},
	{name: "middle_name", text: func(n *newcomer) string { return n.MiddleName }},
	{name: "last_name", text: func(n *newcomer) string { return n.LastName }},
	{name: "suffix", text: func(n *newcomer) string { return n.Suffix }},
	{name: "org_name", text: func(n *newcomer) string { return n.OrgName }},
	{name: "email", text: func(n *newcomer) string { return n.Email }},
	{name: "phone_number", text: func(n *newcomer) string { return n.PhoneNumber }},
	{name: "phone_notes", text: func(n *newcomer) string { return n.PhoneNotes }},
	{name: "phone_e164", text: func(n *newcomer) string { return n.PhoneE164 }},
	{name: "deceased", number: func(n *newcomer) int64 { return flag(n.Deceased) }},
	{name: "obfuscated", number: func(n *newcomer) int64 { return flag(n.Obfuscated) }},
	{name: "doc", own: true, text: func(n *newcomer) string { return string(n.EncodeDoc()) }},
	{name: "version", number: func(n *newcomer) int64 { return n.Version }},
	{name: "seq", number: func(n *newcomer) int64 { return n.intake.seq(n.ID) }},
	{name: "updated_on", number: func(n *newcomer) int64 { return question.Micros(n.now) }},
	{name: "updated_by", text: func(n *newcomer) string { return n.user() }},
	{name: "phone_digits", own: true, text: func(n *newcomer) string { return n.digits }},
	{name: "search", own: true, text: func(n *newcomer) string { return n.search }},
}

func flag(v bool) int64 {
	if v {
		return 1
	}
	return 0
}

// bind binds the column of a newcomer to a parameter.
func (col *newColumn) bind(b *binder, n *newcomer) {
	switch {
	case col.number != nil:
		b.int(col.number(n))
	case col.text != nil:
		b.text(col.text(n))
	default:
		b.blob(col.blob(n))
	}
}

// same says whether the column says the same of two newcomers.
func (col *newColumn) same(a, b *newcomer) bool {
	if col.number != nil {
		return col.number(a) == col.number(b)
	}
	return col.text(a) == col.text(b)
}

// note marks the columns, by their place, that do not say the same of all these
// newcomers. What is marked stays so: there are few different statements.
func note(varies *[64]bool, list []newcomer) {
	for at := range newColumns {
		col := &newColumns[at]
		for i := 0; i < len(list) && !varies[at]; i++ {
			varies[at] = col.own || !col.same(&list[0], &list[i])
		}
	}
}

// settle inserts newcomers. A column that says the same of all of them is bound
// once a statement: binding takes more time than most else of an insertion.
func (in *intake) settle(list []newcomer) error {
	varies := &in.store.varies
	note(varies, list)
	var shared, own []*newColumn
	for at := range newColumns {
		if varies[at] {
			own = append(own, &newColumns[at])
		} else {
			shared = append(shared, &newColumns[at])
		}
	}
	group, single := newcomerSQL(shared, own, groupRows), newcomerSQL(shared, own, 1)
	for len(list) > 0 {
		query, size := group, groupRows
		if len(list) < groupRows {
			query, size = single, 1
		}
		_, err := in.conn.run(query, func(b *binder) {
			for _, col := range shared {
				col.bind(b, &list[0])
			}
			for i := range list[:size] {
				for _, col := range own {
					col.bind(b, &list[i])
				}
			}
		})
		if err != nil {
			return err
		}
		list = list[size:]
	}
	return nil
}

// newcomerSQL is the statement for so many rows: the shared columns' parameters
// come first, then those of each row's own.
func newcomerSQL(shared, own []*newColumn, rows int) string {
	var names, values strings.Builder
	for _, col := range slices.Concat(shared, own) {
		names.WriteString(", " + col.name)
	}
	at := len(shared)
	for i := range rows {
		if i > 0 {
			values.WriteString("), (")
		}
		for k := range shared {
			fmt.Fprintf(&values, "?%d, ", k+1)
		}
		for k := range own {
			if at++; k > 0 {
				values.WriteString(", ")
			}
			fmt.Fprintf(&values, "?%d", at)
		}
	}
	return "INSERT OR FAIL INTO customers (" + names.String()[2:] + ") VALUES (" + values.String() + ")"
}
