package sqlite

import (
	"cmp"
	"hash/fnv"
	"io"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// emailIndex finds customers by email. Emails come in no order, which makes it
// the dearest index of a load: the first load of an empty store goes without
// it, and it is made when the run ends. Whether it is there is seen from the
// schema alone, so that a load that was killed leaves nothing to be put right;
// until then questions by email read all customers.
const emailIndex = "CREATE INDEX IF NOT EXISTS customers_email ON customers (tenant, email_hash) WHERE email_hash <> 0"

// manyNew is how many customers the first batch of a load must have to be worth
// going without the index.
const manyNew = 1000

// emailHash is the number under which emails are looked up regardless of case;
// 0 without an email. With numbers the index is a third of the size. Different
// emails may have the same number.
func emailHash(email string) int64 {
	if email == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, strings.ToLower(email)) // a hash takes everything
	return int64(h.Sum64() | 1)
}

// prepareEmails takes the index out of an empty store that is about to be
// filled, unless customers are looked for by email meanwhile.
func (in *intake) prepareEmails() error {
	if in.store.emailAsked.Load() {
		return in.indexEmails()
	}
	if len(in.batch.New) < manyNew {
		return nil
	}
	some, err := in.one("SELECT 1 FROM customers LIMIT 1")
	if err != nil || some != 0 {
		return err
	}
	return in.exec("DROP INDEX IF EXISTS customers_email")
}

// indexEmails makes the index where it is missing.
func (c conn) indexEmails() error {
	present, err := c.emailsIndexed()
	if err != nil || present {
		return err
	}
	return c.exec(emailIndex)
}

func (c conn) emailsIndexed() (bool, error) {
	n, err := c.one("SELECT 1 FROM sqlite_schema WHERE name = 'customers_email'")
	return n != 0, err
}

// emailFinder returns what finds the holders of emails: the index or, where
// that is missing, one look through all customers for all that are asked for.
func (c conn) emailFinder(refs []customer.Ref) (func(email string) ([]store.Hit, error), error) {
	wanted := map[int64]bool{}
	for _, ref := range refs {
		if ref.Kind == customer.ByEmail && ref.Text != "" {
			wanted[emailHash(ref.Text)] = true
		}
	}
	if len(wanted) == 0 {
		return func(string) ([]store.Hit, error) { return nil, nil }, nil
	}
	c.store.emailAsked.Store(true)
	if present, err := c.emailsIndexed(); err != nil || present {
		return c.findEmail, err
	}
	found := map[string][]store.Hit{}
	err := c.rows("SELECT id, merged_into, email, email_hash FROM customers WHERE tenant = ?1 AND email_hash <> 0 ORDER BY id", func(r *row) error {
		hit, email := scanHit(r), strings.ToLower(r.text())
		if wanted[r.int()] {
			found[email] = append(found[email], hit)
		}
		return nil
	}, c.tenant)
	return func(email string) ([]store.Hit, error) { return found[strings.ToLower(email)], nil }, err
}

// findEmail returns the holders of an email; Survivor is set on live ones only.
func (c conn) findEmail(email string) (hits []store.Hit, err error) {
	if email == "" {
		return nil, nil
	}
	folded := strings.ToLower(email)
	err = c.lookup("SELECT id, merged_into, email FROM customers WHERE tenant = ? AND email_hash <> 0 AND email_hash = ?",
		func(b *binder) { b.int(c.tenant); b.int(emailHash(email)) },
		func(r *row) error {
			if hit := scanHit(r); strings.ToLower(r.text()) == folded {
				hits = append(hits, hit)
			}
			return nil
		})
	slices.SortFunc(hits, func(a, b store.Hit) int { return cmp.Compare(a.Named, b.Named) })
	return hits, err
}
