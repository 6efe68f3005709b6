package question

import (
	"errors"
	"strconv"

	"rollcall/store"
	"rollcall/store/customer"
)

// comparators are the operators that compare, as SQL writes them.
var comparators = map[store.Op]string{store.Eq: "=", store.Gt: ">", store.Gte: ">=", store.Lt: "<", store.Lte: "<="}

var (
	errOnlyLike = errors.New("only like is defined for it")
	errOp       = errors.New("unknown operator: write eq, contains, gt, gte, lt, lte, empty or like")
	errBool     = errors.New("expected the value true or false")
	errNumber   = errors.New("expected a whole number")
	errMoment   = errors.New("a time can be compared, not searched for text")
)

// postal are the parts of an address that the filter "address" looks through.
var postal = []string{"streetAddress1", "streetAddress2", "city", "state", "zipCode", "country", "suburb"}

// filter returns one condition.
func (b *builder) filter(f store.Filter) (string, error) {
	switch {
	case f.Field == "phone" || f.Field == "zip":
		if f.Op != store.Like {
			return "", errOnlyLike
		}
		if f.Field == "zip" {
			return b.anyAddress([]string{"zipCode"}, b.arg(store.Fold(f.Value))), nil
		}
		return b.phone(f.Value), nil
	case f.Field == "address" && f.Op == store.Like:
		return b.anyAddress(postal, b.arg(store.Fold(f.Value))), nil
	}
	p, err := customer.ParsePath(f.Field)
	if err != nil {
		return "", err
	}
	if columns[p.Field].class == moment {
		return b.moment(columns[p.Field], f)
	}
	switch f.Op {
	case store.Contains:
		return b.contains(b.text(p), b.arg(f.Value)), nil
	case store.Like:
		return b.like(p, store.Fold(f.Value)), nil
	case store.Empty:
		return b.empty(p, f.Value)
	}
	return b.compare(p, f)
}

// phone finds a number in any formatting: by the digits as typed, or within
// the E.164 form.
func (b *builder) phone(value string) string {
	digits := store.Digits(value)
	if digits == "" {
		return "FALSE"
	}
	mark := b.arg(digits)
	return "(" + b.contains("c.phone_digits", mark) + " OR " + b.contains("c.phone_e164", mark) + ")"
}

// like finds a folded substring. Of the fields that are part of the search text
// it looks there first: that is folded already.
func (b *builder) like(p customer.Path, needle string) string {
	cond := b.contains(b.fold(b.text(p)), b.arg(needle))
	if columns[p.Field].folded && needle != "" {
		return "(" + b.search(needle) + " AND " + cond + ")"
	}
	return cond
}

func (b *builder) empty(p customer.Path, value string) (string, error) {
	switch value {
	case "true":
		return b.text(p) + " = ''", nil
	case "false":
		return b.text(p) + " <> ''", nil
	}
	return "", errBool
}

func (b *builder) compare(p customer.Path, f store.Filter) (string, error) {
	op, ok := comparators[f.Op]
	if !ok {
		return "", errOp
	}
	if p.Field == "fields" {
		return b.typed(p, op, f.Value), nil
	}
	if col := columns[p.Field]; col.class == number {
		return b.number(col, op, f.Value)
	}
	cond := b.plain(b.text(p), op, b.arg(f.Value))
	if col := columns[p.Field]; col.sparse && op == "=" && f.Value != "" {
		return "(c." + col.name + " <> '' AND " + cond + ")", nil // as the index is declared
	}
	if op != "=" || f.Value == "" {
		return cond, nil
	}
	if p.Field == "email" {
		cond = b.narrowEmail(b, f.Value) + cond
	}
	return cond, nil
}

// plain compares text. An absent value equals the empty text, but is neither
// before nor after anything.
func (b *builder) plain(text, op, mark string) string {
	if op == "=" {
		return text + " = " + mark
	}
	return "(" + text + " <> '' AND " + text + " " + op + " " + mark + ")"
}

func (b *builder) number(col column, op, value string) (string, error) {
	var n int64
	if value != "" || op != "=" {
		var err error
		if n, err = strconv.ParseInt(value, 10, 64); err != nil {
			return "", errNumber
		}
	}
	if op == "=" {
		return "c." + col.name + " = " + b.arg(n), nil
	}
	return "(c." + col.name + " <> 0 AND c." + col.name + " " + op + " " + b.arg(n) + ")", nil
}

func (b *builder) moment(col column, f store.Filter) (string, error) {
	if f.Op == store.Empty {
		if f.Value != "true" && f.Value != "false" {
			return "", errBool
		}
		return "(c." + col.name + " = 0) = " + f.Value, nil
	}
	op, ok := comparators[f.Op]
	if !ok {
		return "", errMoment
	}
	t, err := store.ParseMoment(f.Value)
	if err != nil {
		return "", err
	}
	return "c." + col.name + " " + op + " " + b.arg(Micros(t)), nil
}

// typed compares a custom field by the type that it was declared with. Values
// that were kept though invalid for their type never answer, nor do values of
// a type that the filter's value is not of.
func (b *builder) typed(p customer.Path, op, value string) string {
	name := b.arg(p.Index)
	kind, raw := b.field(name, "t"), b.field(name, "v")
	text := b.present(raw)
	asText := b.plain(text, op, b.arg(value))
	asNumber, asDate := "FALSE", "FALSE"
	if plain, ok := store.Decimal(value); ok {
		asNumber = b.numberKey(raw) + " " + op + " " + b.numberArg(b, plain)
	}
	if date, ok := DateKey(value); ok {
		asDate = b.dateKey(raw) + " " + op + " " + b.arg(date)
	}
	return "CASE " + kind +
		" WHEN 'number' THEN " + asNumber +
		" WHEN 'date' THEN " + asDate +
		" WHEN 'birth_date' THEN " + asDate +
		" WHEN 'bool' THEN " + text + " IN ('true', 'false') AND " + asText +
		" ELSE " + asText + " END"
}
