package strip

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

// memory is an index in memory: strips by path and segment.
type memory struct {
	segments int
	strips   map[string][]string
}

func (k *memory) add(list []*customer.Customer) {
	var b Builder
	for _, c := range list {
		b.Add(c)
	}
	for path, data := range b.Strips() {
		if k.strips[path] == nil {
			k.strips[path] = make([]string, 50)
		}
		k.strips[path][k.segments] = string(data)
	}
	k.segments++
}

func (k *memory) index(loose ...int64) Index {
	return Index{Segments: k.segments, Loose: loose, Load: func(path string) ([]string, error) {
		return append(make([]string, 0, 50), append(k.strips[path], make([]string, 50)...)[:k.segments]...), nil
	}}
}

// many returns customers with as many last names as there are customers by,
// and a custom field of several types.
func many(r *rand.Rand, n, names int) []*customer.Customer {
	list := make([]*customer.Customer, n)
	for i := range list {
		c := &customer.Customer{ID: int64(i + 1), LastName: fmt.Sprintf("Ñame%d", r.IntN(names)), Email: fmt.Sprintf("m%d@Example.org", i),
			PhoneNotes: fmt.Sprint("note ", i), Version: 1 + r.Int64N(300), Deceased: r.IntN(3) == 0}
		c.SetField("f", customer.Value{Type: customer.Types[r.IntN(3)], Text: fmt.Sprint(r.IntN(20))})
		list[i] = c
	}
	return list
}

// TestWidths counts and sorts segments whose words need no, one, two and three
// bytes.
func TestWidths(t *testing.T) {
	for _, names := range []int{1, 200, 3000} {
		r := rand.New(rand.NewPCG(1, uint64(names)))
		list := many(r, 70_000, names)
		k := &memory{strips: map[string][]string{}}
		k.add(list[:69_000])
		k.add(list[69_000:])
		wanted := list[500].LastName
		q := store.Query{Filters: []store.Filter{{Field: "lastName", Op: store.Gte, Value: wanted}, {Field: "email", Op: store.Like, Value: "9@EX"}},
			Sort: []store.Sort{{Field: "deceased", Desc: true}, {Field: "lastName"}, {Field: "fields.f", Desc: true}}}
		var found []*customer.Customer
		for _, c := range list {
			if c.LastName >= wanted && strings.Contains(c.Email, "9@") {
				found = append(found, c)
			}
		}
		answer := ask(t, k.index(), q)
		if n := answer.Count(); n != int64(len(found)) {
			t.Errorf("%d names: %d answer, want %d", names, n, len(found))
		}
		slices.SortStableFunc(found, func(a, b *customer.Customer) int {
			if a.Deceased != b.Deceased {
				return strings.Compare(fmt.Sprint(b.Deceased), fmt.Sprint(a.Deceased))
			}
			if order := strings.Compare(a.LastName, b.LastName); order != 0 {
				return order
			}
			return strings.Compare(b.Fields["f"].Text, a.Fields["f"].Text)
		})
		first := answer.First(30)
		for _, c := range found[:30] {
			if _, in := slices.BinarySearch(first, c.ID); !in {
				t.Errorf("%d names: customer %d is not among the first", names, c.ID)
			}
		}
		if len(first) != 30 {
			t.Errorf("%d names: %d customers are the first 30", names, len(first))
		}
	}
}

func ask(t *testing.T, index Index, q store.Query) *Answer {
	t.Helper()
	plan, ok := PlanOf(q)
	if !ok {
		t.Fatal("no plan")
	}
	answer, err := plan.Ask(index, true)
	if err != nil || answer == nil {
		t.Fatalf("answer %v, error %v", answer, err)
	}
	return answer
}

// TestNewest asks for customers that came again with other values, and for some
// that changed since.
func TestNewest(t *testing.T) {
	k := &memory{strips: map[string][]string{}}
	one := func(id int64, name string) *customer.Customer { return &customer.Customer{ID: id, FirstName: name} }
	k.add([]*customer.Customer{one(3, "Ann"), one(1, "Ann"), one(2, "Bob")}) // ids in any order
	k.add([]*customer.Customer{one(1, "Bob"), one(7, "Ann")})
	q := store.Query{Filters: []store.Filter{{Field: "firstName", Op: store.Eq, Value: "Ann"}}}
	if ids := ask(t, k.index(), q).First(9); !slices.Equal(ids, []int64{3, 7}) {
		t.Errorf("Ann is %v", ids)
	}
	if n := ask(t, k.index(7), q).Count(); n != 1 {
		t.Errorf("%d are called Ann and have not changed since, want 1", n)
	}
}

// TestSkipped: what strips do not know they do not answer.
func TestSkipped(t *testing.T) {
	k := &memory{strips: map[string][]string{}}
	k.add(many(rand.New(rand.NewPCG(1, 1)), MostCustomers, 10))
	for _, f := range []store.Filter{{Field: "phoneNotes", Op: store.Eq, Value: "x"}} { // everybody has a note of their own
		plan, ok := PlanOf(store.Query{Filters: []store.Filter{f}})
		if !ok {
			t.Fatal(f)
		}
		if answer, err := plan.Ask(k.index(), false); answer != nil || err != nil {
			t.Errorf("%s: answer %v, error %v", f.Field, answer, err)
		}
	}
	for _, f := range []store.Filter{{Field: "customerId", Op: store.Eq, Value: "1"}, {Field: "phone", Op: store.Like, Value: "1"}, {Field: "address[2].city", Op: store.Eq, Value: "x"}} {
		if _, ok := PlanOf(store.Query{Filters: []store.Filter{f}}); ok {
			t.Errorf("%s has a plan", f.Field)
		}
	}
}

// TestManyPaths: a path beyond those that are kept is not taken for absent.
func TestManyPaths(t *testing.T) {
	c := &customer.Customer{ID: 1}
	for i := range 2 * maxPaths {
		c.SetField(fmt.Sprint("f", i), customer.Value{Type: customer.Text, Text: "x"})
	}
	k := &memory{strips: map[string][]string{}}
	k.add([]*customer.Customer{c})
	told := 0
	for i := range 2 * maxPaths {
		plan, _ := PlanOf(store.Query{Filters: []store.Filter{{Field: fmt.Sprint("fields.f", i), Op: store.Eq, Value: "x"}}})
		answer, err := plan.Ask(k.index(), false)
		if err != nil {
			t.Fatal(err)
		}
		if answer != nil {
			told++
			if answer.Count() != 1 {
				t.Fatalf("field %d is not found", i)
			}
		}
	}
	if told == 0 || told > maxPaths {
		t.Errorf("%d paths are kept", told)
	}
}

// encoded returns the strip of customers with these words.
func encoded(words ...string) []byte {
	var c column
	order := make([]int, len(words))
	for i, word := range words {
		c.put(i, word)
		order[i] = i
	}
	return c.encode("lastName", order)
}

// FuzzDecode reads damaged strips: an error or a strip that can be used.
func FuzzDecode(f *testing.F) {
	f.Add(string(encoded("b", "", "a", "a")), 4)
	f.Add(string(encoded("X", "X")), 2)
	f.Add("s", 3)
	f.Add("p\xff\xff\xff\xff", 1)
	f.Fuzz(func(t *testing.T, data string, customers int) {
		if customers < 0 || customers > 1000 {
			return
		}
		s, err := decode(data, customers)
		if err != nil || s == nil {
			return
		}
		for _, code := range s.codes {
			_ = s.word(int(code))
		}
		s.match(containing("p", "a", true))
		_, _ = s.ranks(key{path: "lastName"})
		for i := range s.codes {
			_ = s.sorted(key{path: "fields.f"}, i)
		}
	})
}

// FuzzIDs reads damaged lists of ids.
func FuzzIDs(f *testing.F) {
	f.Add(string(distances([]int64{1, 2, 300, 1 << 40})))
	f.Add("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")
	f.Fuzz(func(t *testing.T, data string) {
		ids, err := idsOf(data)
		if err == nil && len(ids) > 0 && (!slices.IsSorted(ids) || ids[0] <= 0) {
			t.Errorf("%q reads as %v", data, ids)
		}
	})
}
