package storetest

import (
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

var textCases = []testCase{
	{"composed and decomposed Unicode stay apart, and as they came", func(l *lab) {
		s := l.open()
		nfc, nfd := person(1), person(2)
		nfc.FirstName, nfd.FirstName = "Andr\u00e9", "Andre\u0301"
		nfc.ImportID, nfd.ImportID = "k\u00e9", "ke\u0301"
		l.add(s, nfc, nfd)
		same(l, "composed", l.load(s, 1).FirstName, "Andr\u00e9")
		same(l, "decomposed", l.load(s, 2).FirstName, "Andre\u0301")
		same(l, "key", l.hits(s, customer.ByImportID, "ke\u0301"), hit(2))
		l.finds(s, "firstName", store.Eq, "Andr\u00e9", 1)
		l.finds(s, "firstName", store.Like, "ANDRE", 1, 2)
	}},
	{"every script, control characters and the noncharacters", func(l *lab) {
		s := l.open()
		for i, text := range []string{"李小龍", "Οδυσσεύς", "عمر", "👩‍👩‍👧", "a\tb\r\nc", " \u00a0 lead and trail ", "\u0001\u001f\u007f", "\ufeff\uffff\U0010ffff", "<b>&amp;\"'\\"} {
			c := person(i)
			c.FirstName, c.LastName = text, text
			c.Address = []customer.Address{{City: text, Type: "primary"}}
			c.SetField(text, customer.Value{Type: customer.Text, Text: text})
			c.SolicitationCodes = []string{text}
			l.add(s, c)
			got := l.load(s, c.ID)
			same(l, "name", got.FirstName, text)
			same(l, "city", got.Address[0].City, text)
			same(l, "field", got.Fields[text].Text, text)
			same(l, "code", got.SolicitationCodes[0], text)
			l.finds(s, "lastName", store.Eq, text, c.ID)
		}
	}},
	{"a megabyte in one field", func(l *lab) {
		s := l.open()
		c := person(1)
		c.PhoneNotes = strings.Repeat("é", 1<<19)
		c.SetField("long", customer.Value{Type: customer.Text, Text: strings.Repeat("x", 1<<20)})
		l.add(s, c)
		got := l.load(s, 1)
		same(l, "notes", got.PhoneNotes == c.PhoneNotes, true)
		same(l, "field", got.Fields["long"] == c.Fields["long"], true)
	}},
	{"NUL bytes are refused wherever they are, and nothing is written", func(l *lab) {
		s := l.open()
		run := l.begin(s, "import")
		for name, spoil := range spoilers("a\x00b") {
			c := rich(1)
			l.identify(s, c)
			spoil(c)
			if err := s.Take(l.ctx, store.Batch{Run: run, New: []*customer.Customer{c}}); err == nil {
				l.Errorf("%s: a NUL byte was taken", name)
			} else if strings.Contains(err.Error(), "a\x00b") {
				l.Errorf("%s: the error quotes the value", name)
			}
		}
		same(l, "ids", l.ids(s, store.Query{}), []int64{})
	}},
	{"invalid UTF-8 is refused", func(l *lab) {
		s := l.open()
		run := l.begin(s, "import")
		for name, spoil := range spoilers("a\xffb") {
			c := rich(1)
			l.identify(s, c)
			spoil(c)
			if s.Take(l.ctx, store.Batch{Run: run, New: []*customer.Customer{c}}) == nil {
				l.Errorf("%s: invalid UTF-8 was taken", name)
			}
		}
	}},
	{"what no store can keep is asked for in vain, not an error", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		for _, text := range []string{"a\x00", "\xff"} {
			same(l, "hits", len(l.hits(s, customer.ByImportID, text)), 0)
			same(l, "hits by email", len(l.hits(s, customer.ByEmail, text)), 0)
			same(l, "search", l.ids(s, store.Query{Search: text}), []int64{})
			l.finds(s, "firstName", store.Contains, text)
			l.finds(s, "fields.f", store.Eq, text)
			memories, err := s.Recall(l.ctx, []string{text})
			l.must(err)
			same(l, "memory", memories[0], store.Memory{})
			records, err := s.Related(l.ctx, customer.Cards, []string{text})
			l.must(err)
			same(l, "record", records[0], customer.Related{})
		}
	}},
	{"the six characters of an escape are text like any other", func(l *lab) {
		s := l.open()
		c := person(1)
		c.SetField("f", customer.Value{Type: customer.Text, Text: `\u0000`})
		c.FirstName = `\u0000`
		l.add(s, c)
		same(l, "field", l.load(s, 1).Fields["f"].Text, `\u0000`)
		l.finds(s, "fields.f", store.Eq, `\u0000`, 1)
	}},
	{"absent and empty are one", func(l *lab) {
		s := l.open()
		c := person(1)
		c.Fields = map[string]customer.Value{}
		c.Address = []customer.Address{}
		c.SolicitationCodes = []string{}
		l.add(s, c)
		got := l.load(s, 1)
		same(l, "parts", len(got.Fields)+len(got.Address)+len(got.SolicitationCodes), 0)
		l.finds(s, "address", store.Empty, "true", 1)
		l.finds(s, "solicitationCodes", store.Eq, "", 1)
	}},
}

// spoilers put a text into each place of a customer that a file can reach.
func spoilers(text string) map[string]func(*customer.Customer) {
	return map[string]func(*customer.Customer){
		"first name":    func(c *customer.Customer) { c.FirstName = text },
		"import id":     func(c *customer.Customer) { c.ImportID = text },
		"address":       func(c *customer.Customer) { c.Address[0].City = text },
		"attribute":     func(c *customer.Customer) { c.Attributes[0].Notes = text },
		"code":          func(c *customer.Customer) { c.SolicitationCodes[0] = text },
		"field":         func(c *customer.Customer) { c.SetField("f", customer.Value{Text: text}) },
		"field's name":  func(c *customer.Customer) { c.SetField(text, customer.Value{Text: "v"}) },
		"record's id":   func(c *customer.Customer) { c.Related[0].ID = text },
		"record's data": func(c *customer.Customer) { c.Related[0].Data = []byte(`{"x":"` + text + `"}`) },
	}
}
