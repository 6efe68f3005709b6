package mapping

import (
	"regexp"
	"strconv"
	"strings"

	"rollcall/store/customer"
)

// dataKey is a key of a related record's data; dataGroup one of the members of a
// membership.
var (
	dataKey   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	dataGroup = regexp.MustCompile(`^(cardholders|benefits)\[([1-9][0-9]?)\]\.([A-Za-z_][A-Za-z0-9_]*)$`)
)

// relatedSlot completes a slot whose target is a part of a related record.
func (c *compiler) relatedSlot(t *Target, s *slot) {
	_, owner := owners[t.Field]
	s.field, s.policy = t.Field, c.relatedPolicy(t, owner)
	if t.Split != "" || t.ParseName || t.Match != 0 {
		c.add(t.Line, "%s: split, parse and match are for customers", t.Field)
	}
	switch {
	case t.Field == "id":
		s.emit, s.convert = emitRecordID, limited(MaxLine, asKey)
	case owner:
		s.emit, s.convert = emitOwner, limited(MaxLine, asKey)
		if t.Field == "externalCustomerImportId" {
			s.prefix = c.file.IDPrefix
		}
	default:
		c.datumSlot(t, s)
	}
}

func (c *compiler) relatedPolicy(t *Target, owner bool) Policy {
	switch {
	case t.OnInvalid != "":
		return t.OnInvalid
	case owner || t.Field == "id" || c.file.OnInvalid == "" && t.Type != customer.Phone:
		return Reject
	case t.Type == customer.Phone && c.file.OnInvalid != Drop:
		return Keep
	}
	return c.file.OnInvalid
}

func (c *compiler) datumSlot(t *Target, s *slot) {
	s.value.Type = t.Type
	s.nested = t.Type == ""
	s.convert = limited(MaxData, c.typed(t, t.Type))
	switch {
	case c.file.As == customer.Notes && t.Field == "time":
		s.convert = asMoment(c.dates(t))
	case c.file.As == customer.Orders && t.Field == "total" && t.Type == "":
		s.value.Type, s.nested = customer.Number, false
		s.convert = asNumber(c.point) // exports sum it up
	}
	if g := dataGroup.FindStringSubmatch(t.Field); g != nil {
		if c.file.As != customer.Memberships {
			c.add(t.Line, "%s: only memberships have cardholders and benefits", t.Field)
		}
		n, _ := strconv.Atoi(g[2]) // digits, by the expression
		if g[1] == "cardholders" && g[3] == "importId" {
			s.prefix = c.file.IDPrefix // a cardholder's import id is a customer's
			s.nested = false
		}
		s.emit = emitDatum(g[1], n, g[3])
		return
	}
	if !dataKey.MatchString(t.Field) {
		c.add(t.Line, "%q cannot be a key: use letters, digits and _%s", t.Field, groupHint(t.Field))
	}
	s.emit = emitDatum("", 0, t.Field)
}

func groupHint(field string) string {
	if strings.Contains(field, "[") {
		return ", or cardholders[N].KEY and benefits[N].KEY with N from 1 to 99"
	}
	return ""
}
