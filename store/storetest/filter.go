package storetest

import (
	"errors"

	"rollcall/store"
	"rollcall/store/customer"
)

// finds checks which ids a filter answers with.
func (l *lab) finds(s store.Customers, field string, op store.Op, value string, want ...int64) {
	l.Helper()
	q := store.Query{Filters: []store.Filter{{Field: field, Op: op, Value: value}}}
	same(l, field+"."+string(op)+"="+value, l.ids(s, q), append([]int64{}, want...))
	n, err := s.Count(l.ctx, q)
	l.must(err)
	same(l, "count of "+field, n, int64(len(want)))
}

// typedStore has customers whose custom field f has these values in turn.
func (l *lab) typedStore(values ...customer.Value) store.Store {
	l.Helper()
	s := l.open()
	for i, v := range values {
		c := person(i + 1)
		c.SetField("f", v)
		l.add(s, c)
	}
	return s
}

var filterCases = []testCase{
	{"eq and contains mind case and accents", func(l *lab) {
		s := l.names("Ann", "ann", "Änn", "")
		l.finds(s, "firstName", store.Eq, "ann", 2)
		l.finds(s, "firstName", store.Contains, "nn", 1, 2, 3)
		l.finds(s, "firstName", store.Contains, "A", 1)
		l.finds(s, "firstName", store.Eq, "", 4)
	}},
	{"like minds neither", func(l *lab) {
		s := l.names("Ann", "ann", "ÄNN", "Øann", "")
		l.finds(s, "firstName", store.Like, "äNn", 1, 2, 3, 4)
		l.finds(s, "firstName", store.Like, "", 1, 2, 3, 4, 5)
		l.finds(s, "firstName", store.Like, "øa", 4)
	}},
	{"the wildcards of SQL are ordinary characters", func(l *lab) {
		s := l.names("50%", "5_0", `5\0`, "500", "a'b")
		l.finds(s, "firstName", store.Like, "0%", 1)
		l.finds(s, "firstName", store.Contains, "5_", 2)
		l.finds(s, "firstName", store.Like, `\`, 3)
		l.finds(s, "firstName", store.Eq, "a'b", 5)
	}},
	{"text is compared bytewise, absent text neither before nor after", func(l *lab) {
		s := l.names("B", "a", "é", "")
		l.finds(s, "firstName", store.Gt, "B", 2, 3)
		l.finds(s, "firstName", store.Gte, "B", 1, 2, 3)
		l.finds(s, "firstName", store.Lt, "a", 1)
		l.finds(s, "firstName", store.Lte, "a", 1, 2)
	}},
	{"empty and not empty", func(l *lab) {
		s := l.names("", "a")
		l.finds(s, "firstName", store.Empty, "true", 1)
		l.finds(s, "firstName", store.Empty, "false", 2)
		l.finds(s, "orgName", store.Empty, "true", 1, 2)
		l.finds(s, "address", store.Empty, "true", 1, 2)
		l.finds(s, "fields.f", store.Empty, "false")
	}},
	{"several filters must all hold", func(l *lab) {
		s := l.names("ab", "b", "abc")
		q := store.Query{Filters: []store.Filter{{Field: "firstName", Op: store.Contains, Value: "b"},
			{Field: "firstName", Op: store.Contains, Value: "a"}, {Field: "id", Op: store.Gt, Value: "1"}}}
		same(l, "ids", l.ids(s, q), []int64{3})
	}},
	{"numbers are compared as numbers", func(l *lab) {
		number := func(text string) customer.Value { return customer.Value{Type: customer.Number, Text: text} }
		s := l.typedStore(number("9"), number("10"), number("-3.5"), number("about ten"), number("0.25"))
		l.finds(s, "fields.f", store.Gt, "9", 2)
		l.finds(s, "fields.f", store.Lt, "1.0", 3, 5)
		l.finds(s, "fields.f", store.Eq, "10.00", 2)
		l.finds(s, "fields.f", store.Lte, "-3.5", 3)
		l.finds(s, "fields.f", store.Contains, "ten", 4)
	}},
	{"huge numbers are compared exactly", func(l *lab) {
		number := func(text string) customer.Value { return customer.Value{Type: customer.Number, Text: text} }
		s := l.typedStore(number("9007199254740993"), number("9007199254740992"), number("123456789012345678901234567890"))
		l.finds(s, "fields.f", store.Gt, "9007199254740992", 1, 3)
		l.finds(s, "fields.f", store.Eq, "9007199254740993", 1)
	}},
	{"dates are compared as dates, kept text never answers", func(l *lab) {
		date := func(text string) customer.Value { return customer.Value{Type: customer.BirthDate, Text: text} }
		s := l.typedStore(date("1970-01-01"), date("1969-12-31"), date("spring 1970"), date("2000-02-29"))
		l.finds(s, "fields.f", store.Gte, "1970-01-01", 1, 4)
		l.finds(s, "fields.f", store.Lt, "1970-01-01", 2)
		l.finds(s, "fields.f", store.Eq, "2000-02-29", 4)
		l.finds(s, "fields.f", store.Like, "SPRING", 3)
	}},
	{"a value that fits none of a field's types is refused", func(l *lab) {
		s := l.open()
		types := []customer.Type{customer.Text, customer.Number, customer.Bool, customer.Date, customer.BirthDate, customer.Identifier}
		c := person(1)
		for i, t := range types {
			c.SetField(string(t), customer.Value{Type: t, Text: []string{"a", "1", "true", "2000-01-02", "1970-01-02", "9"}[i]})
		}
		late := person(150) // beyond those whose types are looked at first
		late.SetField("late", customer.Value{Type: customer.Date, Text: "2000-01-02"})
		late.SetField("kept", customer.Value{Type: customer.Date, Text: "spring"})
		late.SetField("both", customer.Value{Type: customer.Text, Text: "b"})
		c.SetField("both", customer.Value{Type: customer.Number, Text: "2"})
		l.add(s, c)
		for n := 2; n < 150; n++ {
			l.add(s, person(n))
		}
		l.add(s, late)
		for filter, fits := range map[string]bool{
			"number=1": true, "number.gt=+01.50": true, "number=many": false, "number.lt=1,5": false, "number.contains=x": true,
			"bool=true": true, "bool=yes": false, "date.gte=2000-01-01": true, "date.gte=31.01.2000": false, "date=2000": false,
			"birth_date.lt=1970-02-30": false, "birth_date.like=1970": true, "birth_date=": true, "birth_date.gt=": false,
			"text=31.01.2000": true, "identifier.gt=x": true, "late=1.2.2000": false, "late=2000-01-03": true, "kept=spring": false,
			"both=many": false, "both=2": true, "nobody=x": true,
		} {
			f, err := store.ParseFilter("fields." + filter)
			l.must(err)
			err = store.CheckFilters(l.ctx, s, []store.Filter{{Field: "email", Op: store.Eq, Value: "x"}, f})
			if (err == nil) != fits || err != nil && !errors.Is(err, store.ErrFilter) {
				l.Errorf("%s: error %v", filter, err)
			}
		}
	}},
	{"text and identifier fields are compared as text", func(l *lab) {
		s := l.typedStore(customer.Value{Type: customer.Text, Text: "9"}, customer.Value{Type: customer.Identifier, Text: "10"})
		l.finds(s, "fields.f", store.Gt, "10", 1)
		l.finds(s, "fields.f", store.Gte, "10", 1, 2)
	}},
	{"ids, versions and times", func(l *lab) {
		s := l.names("a", "b", "c")
		l.finds(s, "id", store.Gte, "2", 2, 3)
		l.finds(s, "version", store.Eq, "1", 1, 2, 3)
		l.finds(s, "createdOn", store.Gt, "2026-01-02", 1, 2, 3)
		l.finds(s, "createdOn", store.Lte, "2026-01-02T03:04:05.000005Z")
		l.finds(s, "createdOn", store.Lte, "2026-01-02T05:04:05.000006+02:00", 1, 2, 3)
		l.finds(s, "mergedInto", store.Empty, "true", 1, 2, 3)
	}},
	{"flags", func(l *lab) {
		s := l.open()
		a := person(1)
		a.Deceased = true
		l.add(s, a, person(2))
		l.finds(s, "deceased", store.Eq, "true", 1)
		l.finds(s, "deceased", store.Eq, "false", 2)
	}},
	{"parts of addresses and attributes", func(l *lab) {
		s := l.open()
		l.add(s, rich(1), person(2))
		l.finds(s, "address[primary].city", store.Eq, "Münster", 1)
		l.finds(s, "address[2].streetAddress1", store.Like, "po box", 1)
		l.finds(s, "address[billing].city", store.Empty, "true", 1, 2)
		l.finds(s, "address[primary].isPrimary", store.Eq, "true", 1)
		l.finds(s, "attributes[Tier].description", store.Eq, "Gold", 1)
	}},
	{"any address, any zip code", func(l *lab) {
		s := l.open()
		l.add(s, rich(1), person(2))
		l.finds(s, "address", store.Like, "MUNSTER", 1)
		l.finds(s, "address", store.Like, "unit 2", 1)
		l.finds(s, "address", store.Like, "primary")
		l.finds(s, "zip", store.Like, "0123", 1)
		l.finds(s, "zip", store.Like, "9")
	}},
	{"phones in any formatting", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		a.PhoneNumber, a.PhoneE164 = "(212) 555-0100", "+12125550100"
		b.PhoneNumber = "call me"
		l.add(s, a, b)
		l.finds(s, "phone", store.Like, "212.555.0100", 1)
		l.finds(s, "phone", store.Like, "+1 212 555", 1)
		l.finds(s, "phone", store.Like, "ext")
		l.finds(s, "phoneNumber", store.Contains, "me", 2)
	}},
	{"solicitation codes as a list", func(l *lab) {
		s := l.open()
		l.add(s, rich(1), person(2))
		l.finds(s, "solicitationCodes", store.Contains, "Do Not Call", 1)
		l.finds(s, "solicitationCodes", store.Empty, "true", 2)
	}},
	{"search looks through names, organisation and email", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		a.FirstName, b.OrgName, c.Email = "Zoë", "Zoe GmbH", "ZOE@example.org"
		d := person(4)
		d.MiddleName = "Zoe"
		l.add(s, a, b, c, d)
		same(l, "zoe", l.ids(s, store.Query{Search: "zOÉ"}), []int64{1, 2, 3})
		same(l, "one letter", l.ids(s, store.Query{Search: "z"}), []int64{1, 2, 3})
		same(l, "across fields", l.ids(s, store.Query{Search: "zoëlast"}), []int64{})
		same(l, "nothing", l.ids(s, store.Query{Search: "nobody"}), []int64{})
		same(l, "with a wildcard", l.ids(s, store.Query{Search: "z%e"}), []int64{})
	}},
}
