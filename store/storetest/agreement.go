package storetest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// How many random questions a case asks of how many random customers.
const (
	questions  = 500
	population = 120
)

// agreementCases compare the store's answers with the oracle's.
var agreementCases = []testCase{
	agreement(1), agreement(2), agreement(3), agreement(4),
	{"random customers come back as they were given", func(l *lab) {
		s := l.open()
		r := rand.New(rand.NewPCG(5, 5))
		var list []*customer.Customer
		for n := range 400 {
			list = append(list, randomCustomer(r, n))
		}
		l.add(s, list...)
		for i, c := range all(l, s.List(l.ctx, store.Query{Include: store.Everything})) {
			if got, want := plain(c), plain(normal(list[i])); !reflect.DeepEqual(got, want) {
				l.Fatalf("customer %d:\n got %+v\nwant %+v", c.ID, got, want)
			}
		}
	}},
}

func agreement(seed uint64) testCase {
	return testCase{fmt.Sprintf("random questions, seed %d", seed), func(l *lab) {
		s := l.open()
		r := rand.New(rand.NewPCG(seed, 1))
		o := l.populate(s, r)
		for n := range questions {
			q := randomQuery(r)
			count, want := o.list(q)
			got := all(l, s.List(l.ctx, q))
			total, err := s.Count(l.ctx, q)
			l.must(err)
			if !slices.Equal(idsOf(got), idsOf(want)) || total != count {
				l.Fatalf("question %d: %+v\n got %d %v\nwant %d %v", n, q, total, idsOf(got), count, idsOf(want))
			}
			for i := range got {
				if w := limited(want[i], q.Only); !reflect.DeepEqual(got[i], w) {
					l.Fatalf("question %d: %+v\n got %+v\nwant %+v", n, q, got[i], w)
				}
			}
		}
	}}
}

// populate fills the store with random customers of two users and some merges,
// and returns them as the oracle sees them.
func (l *lab) populate(s store.Store, r *rand.Rand) oracle {
	l.Helper()
	opts := l.options()
	opts.User = "bob"
	stores := []store.Store{s, l.openAs(opts)}
	var ids []int64
	for n := range population {
		c := randomCustomer(r, n)
		if n%10 == 0 {
			l.tick()
		}
		l.add(stores[n%2], c)
		ids = append(ids, c.ID)
	}
	for n := 0; n+9 < population; n += 10 {
		l.merge(s, &customer.Customer{ID: ids[n]}, &customer.Customer{ID: ids[n+9]})
	}
	list, err := s.Load(l.ctx, ids, store.Include{})
	l.must(err)
	return list
}

// texts are values that are easily confused: by case, accents, Unicode form,
// type, length, and by what SQL, JSON and LIKE give a meaning to.
var texts = []string{
	"", "", "", "a", "A", "b", "ab", "aB", "á", "a\u0301", "Á", "ß", "ss", "ø", "Zoë", "ZOE", "zoe%", "z_e", `z\e`, "O'Neil", `"q"`,
	"10", "9", "9.5", "-1", "0", "true", "false", "1970-01-01", "1970-01-02", "null", "{}", "[]", "李", "ﬁ", "fi", " a", "a ", "İ", "i", "\U0001F600",
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// randomValue draws custom fields of every type, valid and kept as they came.
func randomValue(r *rand.Rand) customer.Value {
	v := customer.Value{Type: pick(r, customer.Types), Text: pick(r, texts[3:]), Match: customer.Match(r.IntN(3) - 1)}
	switch {
	case v.Type == customer.Number && r.IntN(3) > 0:
		v.Text = pick(r, []string{"0", "1", "-1", "9", "10", "9.5", "-9.5", "0.5", "100000000000000000000.5", "007"})
	case v.Type == customer.Bool && r.IntN(3) > 0:
		v.Text = pick(r, []string{"true", "false"})
	case (v.Type == customer.Date || v.Type == customer.BirthDate) && r.IntN(3) > 0:
		v.Text = pick(r, []string{"1970-01-01", "1970-01-02", "0999-12-31", "2000-02-29", "2001-02-29", "1970"})
	}
	return v
}

func randomCustomer(r *rand.Rand, n int) *customer.Customer {
	c := &customer.Customer{ImportID: fmt.Sprintf("%s-%d", pick(r, texts), n), Source: pick(r, []string{"RE", "SF", "Acme"}), Version: 1 + r.Int64N(12)}
	for _, at := range []*string{&c.ExternalCustomerID, &c.ExternalID, &c.Title, &c.FirstName, &c.MiddleName, &c.LastName, &c.Suffix, &c.OrgName, &c.Email, &c.PhoneNotes} {
		*at = pick(r, texts)
	}
	if r.IntN(2) == 0 {
		c.PhoneNumber, c.PhoneE164 = pick(r, []string{"(212) 555-0100", "212.555.0199", "none"}), pick(r, []string{"", "+12125550100", "+4930123456"})
	}
	c.Deceased, c.Obfuscated = r.IntN(4) == 0, r.IntN(8) == 0
	for range r.IntN(3) {
		c.SolicitationCodes = append(c.SolicitationCodes, pick(r, texts))
	}
	for range r.IntN(4) {
		c.Address = append(c.Address, customer.Address{StreetAddress1: pick(r, texts), City: pick(r, texts), State: pick(r, texts), ZipCode: pick(r, texts),
			Type: pick(r, []string{"primary", "billing", ""}), IsPrimary: r.IntN(2) == 0})
	}
	for range r.IntN(3) {
		c.Attributes = append(c.Attributes, customer.Attribute{Category: pick(r, texts), Description: pick(r, texts), Date: pick(r, texts)})
	}
	for range r.IntN(4) {
		c.SetField(pick(r, []string{"f", "g", "F", "a.b", `q"'$[0]`}), randomValue(r))
	}
	for k := range r.IntN(3) {
		c.Related = append(c.Related, record(pick(r, customer.Kinds), fmt.Sprintf("%d-%d", n, k), `{"n":`+fmt.Sprint(k)+`}`))
	}
	return c
}

// normal returns the customer as any store gives it back: an empty part is an
// absent one.
func normal(c *customer.Customer) *customer.Customer {
	n := c.Clone()
	if len(n.Fields) == 0 {
		n.Fields = nil
	}
	return n
}

var askedPaths = []string{
	"id", "customerSource", "externalCustomerId", "externalCustomerImportId", "externalId", "title", "firstName", "middleName", "lastName", "suffix",
	"orgName", "email", "phoneNumber", "phoneNotes", "deceased", "obfuscated", "mergedInto", "version", "createdBy", "updatedBy", "createdOn", "updatedOn",
	"solicitationCodes", "address", "attributes", "address[primary].city", "address[billing].zipCode", "address[2].state", "address[primary].isPrimary",
	"attributes[a].description", "attributes[ab].date", "fields.f", "fields.g", "fields.F", "fields.a.b", `fields.q"'$[0]`, "fields.absent",
}

func randomFilter(r *rand.Rand) store.Filter {
	if r.IntN(8) == 0 {
		return store.Filter{Field: pick(r, []string{"phone", "address", "zip"}), Op: store.Like, Value: pick(r, append(texts, "212-555", "+1 (212)", "0100"))}
	}
	f := store.Filter{Field: pick(r, askedPaths), Op: pick(r, store.Ops), Value: pick(r, texts)}
	comparing := f.Op != store.Contains && f.Op != store.Like && f.Op != store.Empty
	switch {
	case f.Op == store.Empty:
		f.Value = pick(r, []string{"true", "false"})
	case f.Field == "createdOn" || f.Field == "updatedOn":
		if !comparing {
			f.Op = store.Gte
		}
		f.Value = customer.FormatTime(randomTime(r))
	case comparing && (f.Field == "id" || f.Field == "version" || f.Field == "mergedInto"):
		f.Value = pick(r, []string{"0", "1", "5", "9", "10", "60", "-3"})
	case comparing && f.Field[0] == 'f' && r.IntN(2) == 0:
		f.Value = pick(r, []string{"+1", "01.50", ".5", "-9.5", "9.50", "1e3", "100000000000000000000.5", "1970-01-01", "2001-02-29", "0999-12-31"})
	}
	return f
}

// randomTime is one of the moments at which customers were written.
func randomTime(r *rand.Rand) time.Time {
	return epoch.Add(time.Duration(r.IntN(population/10+2)) * time.Hour)
}

func randomQuery(r *rand.Rand) store.Query {
	q := store.Query{Merged: r.IntN(4) == 0}
	for range r.IntN(3) {
		q.Filters = append(q.Filters, randomFilter(r))
	}
	if r.IntN(4) == 0 {
		q.Search = pick(r, texts)
	}
	if r.IntN(6) == 0 {
		q.UpdatedAfter = randomTime(r)
	}
	if r.IntN(6) == 0 {
		q.NotUpdatedBy = pick(r, []string{"ann", "bob", "eve"})
	}
	for range r.IntN(3) {
		if path := pick(r, askedPaths); path != "solicitationCodes" && path != "attributes" && path[:2] != "ad" && path[:2] != "at" {
			q.Sort = append(q.Sort, store.Sort{Field: path, Desc: r.IntN(2) == 0})
		}
	}
	if r.IntN(3) == 0 {
		q.Offset, q.Limit = r.Int64N(30), r.Int64N(20)
	}
	if r.IntN(3) == 0 {
		for q.Only = []string{}; r.IntN(4) > 0; {
			q.Only = append(q.Only, pick(r, store.Readable))
		}
	}
	return q
}
