package storetest

import (
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

// hits returns what one reference finds.
func (l *lab) hits(s store.Customers, kind customer.RefKind, text string) []store.Hit {
	l.Helper()
	found, err := s.Find(l.ctx, []customer.Ref{{Kind: kind, Text: text}})
	l.must(err)
	if len(found) != 1 {
		l.Fatalf("one reference got %d answers", len(found))
	}
	return found[0]
}

func hit(id int64) []store.Hit { return []store.Hit{{Named: id, Survivor: id}} }

var findCases = []testCase{
	{"by every key", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		c := rich(2)
		l.add(s, c)
		for kind, text := range map[customer.RefKind]string{
			customer.ByID: fmt.Sprint(c.ID), customer.ByCustomerID: c.CustomerID, customer.ByImportID: c.ImportID,
			customer.ByExternalCustomerID: c.ExternalCustomerID, customer.ByExternalID: c.ExternalID, customer.ByEmail: c.Email,
		} {
			same(l, fmt.Sprintf("kind %d", kind), l.hits(s, kind, text), hit(c.ID))
		}
	}},
	{"many at once answer in order, unknown ones with nothing", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2), person(3))
		found, err := s.Find(l.ctx, []customer.Ref{{Kind: customer.ByImportID, Text: "RE-3"}, {Kind: customer.ByImportID, Text: "none"},
			{Kind: customer.ByID, Text: "1"}, {Kind: customer.ByImportID, Text: "RE-3"}})
		l.must(err)
		same(l, "hits", lengths(found), []int{1, 0, 1, 1})
		same(l, "third", found[2], hit(1))
		same(l, "repeated", found[3], hit(3))
	}},
	{"no references, no answers", func(l *lab) {
		found, err := l.open().Find(l.ctx, nil)
		l.must(err)
		same(l, "answers", len(found), 0)
	}},
	{"ids and import ids are compared exactly", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		a.ImportID, b.ImportID = "ab-1", "AB-1"
		l.add(s, a, b)
		same(l, "lower", l.hits(s, customer.ByImportID, "ab-1"), hit(a.ID))
		same(l, "upper", l.hits(s, customer.ByImportID, "AB-1"), hit(b.ID))
		same(l, "mixed", len(l.hits(s, customer.ByImportID, "Ab-1")), 0)
		same(l, "trailing space", len(l.hits(s, customer.ByImportID, "ab-1 ")), 0)
	}},
	{"an email is found regardless of case", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		a.Email, b.Email = "Some.One@Example.org", "ÄRGER@example.org"
		l.add(s, a, b)
		same(l, "ascii", l.hits(s, customer.ByEmail, "sOME.oNE@example.ORG"), hit(a.ID))
		same(l, "beyond", l.hits(s, customer.ByEmail, "ärger@example.org"), hit(b.ID))
		same(l, "accents differ", len(l.hits(s, customer.ByEmail, "arger@example.org")), 0)
	}},
	{"an email of several finds them all by id", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		a.Email, b.Email = "x@example.org", "X@example.org"
		l.add(s, a, b)
		same(l, "hits", l.hits(s, customer.ByEmail, "x@example.org"), append(hit(a.ID), hit(b.ID)...))
	}},
	{"an empty or senseless key finds nobody", func(l *lab) {
		s := l.open()
		c := person(1)
		c.Email = ""
		l.add(s, c)
		for _, ref := range []customer.Ref{{Kind: customer.ByEmail}, {Kind: customer.ByExternalID}, {Kind: customer.ByExternalCustomerID},
			{Kind: customer.ByID, Text: "one"}, {Kind: customer.ByID, Text: "99999999999999999999"}, {Kind: customer.ByID, Text: "-1"}} {
			same(l, ref.Text, len(l.hits(s, ref.Kind, ref.Text)), 0)
		}
	}},
	{"merged-away customers lead to the survivor through chains", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		l.add(s, a, b, c)
		l.merge(s, b, c)
		l.merge(s, l.load(s, a.ID), l.load(s, b.ID))
		for kind, text := range map[customer.RefKind]string{customer.ByID: fmt.Sprint(c.ID), customer.ByCustomerID: c.CustomerID,
			customer.ByImportID: c.ImportID, customer.ByEmail: c.Email} {
			same(l, fmt.Sprintf("kind %d", kind), l.hits(s, kind, text), []store.Hit{{Named: c.ID, Survivor: a.ID}})
		}
	}},
	{"ten thousand references at once", func(l *lab) {
		s := l.open()
		l.add(s, people(1, 200)...)
		refs := make([]customer.Ref, 10_000)
		for i := range refs {
			refs[i] = customer.Ref{Kind: customer.ByImportID, Text: fmt.Sprintf("RE-%d", i%400)}
		}
		found, err := s.Find(l.ctx, refs)
		l.must(err)
		n := 0
		for _, f := range found {
			n += len(f)
		}
		same(l, "found", n, 25*200) // RE-1 to RE-200 of every four hundred
	}},
	{"by several fields together, live customers only", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), rich(3)
		b.FirstName, c.FirstName = a.FirstName, a.FirstName
		l.add(s, a, b, c)
		l.merge(s, b, c)
		found, err := s.FindBy(l.ctx, paths(l, "firstName", "fields.date_of_birth", "address[primary].city"),
			[][]string{{"First1", "1970-01-31", "Münster"}, {"first1", "1970-01-31", "Münster"}, {"First1", "1970-01-31", "Munster"}})
		l.must(err)
		same(l, "hits", lengths(found), []int{2, 0, 0})
		same(l, "ids", found[0], append(hit(a.ID), hit(b.ID)...))
	}},
	{"by fields of which one is absent", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		b.FirstName, b.LastName, b.MiddleName = a.FirstName, a.LastName, "Q"
		l.add(s, a, b)
		found, err := s.FindBy(l.ctx, paths(l, "firstName", "middleName", "fields.x"), [][]string{{a.FirstName, "", ""}, {a.FirstName, "Q", ""}})
		l.must(err)
		same(l, "without", found[0], hit(a.ID))
		same(l, "with", found[1], hit(b.ID))
	}},
	{"by a custom field with an awkward name", func(l *lab) {
		s := l.open()
		c := person(1)
		name := `a "b".c$[0]'d\e`
		c.SetField(name, customer.Value{Type: customer.Text, Text: "v"})
		l.add(s, c, person(2))
		found, err := s.FindBy(l.ctx, []customer.Path{{Field: "fields", Index: name}}, [][]string{{"v"}})
		l.must(err)
		same(l, "hits", found[0], hit(c.ID))
	}},
}

func lengths[T any](lists [][]T) []int {
	n := make([]int, len(lists))
	for i := range lists {
		n[i] = len(lists[i])
	}
	return n
}

// people returns persons from one number to another.
func people(from, to int) []*customer.Customer {
	var list []*customer.Customer
	for n := from; n <= to; n++ {
		list = append(list, person(n))
	}
	return list
}

func paths(l *lab, texts ...string) []customer.Path {
	l.Helper()
	list := make([]customer.Path, len(texts))
	for i, text := range texts {
		var err error
		list[i], err = customer.ParsePath(text)
		l.must(err)
	}
	return list
}
