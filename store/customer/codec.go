package customer

import (
	"bytes"
	"encoding/json"
)

// doc is the part of a customer that has no identity of its own, as the stores
// keep it: one JSON object with short keys, deterministic bytes.
type doc struct {
	Codes      []string         `json:"c,omitempty"`
	Address    []Address        `json:"a,omitempty"`
	Attributes []Attribute      `json:"t,omitempty"`
	Fields     map[string]Value `json:"f,omitempty"`
}

// EncodeDoc returns solicitationCodes, address, attributes and fields as one
// JSON object: keys c, a, t and f; a field is {"t": type, "v": text, "m": match}.
func (c *Customer) EncodeDoc() []byte {
	return c.appendDoc(make([]byte, 0, 256))
}

// DecodeDoc sets what EncodeDoc wrote.
func (c *Customer) DecodeDoc(data []byte) error {
	var d doc
	if len(data) > 2 {
		if err := json.Unmarshal(data, &d); err != nil {
			return err
		}
	}
	c.SolicitationCodes, c.Address, c.Attributes, c.Fields = d.Codes, d.Address, d.Attributes, d.Fields
	return nil
}

// marshal writes JSON without escaping <, > and &: customer data are not HTML.
func marshal(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic("customer: " + err.Error()) // only plain values are passed in
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
