package memo_test

import (
	"bytes"
	"errors"
	"testing"

	"rollcall/store/internal/memo"
)

var objects = []string{
	`{}`, `{"email":"a@b.example"}`, `{"address[primary].city":"Ulm \"x\" \\","customerSource":"RE","fields.eye colour":"é","solicitationCodes":"[\"Do Not Call\"]"}`,
	`{"":""}`, `{"email":""}`, `{"a\"b":"c"}`,
}

var others = []string{
	`{"id":"77","kind":1}`, `{ "email":"a"}`, `{"email":"a",}`, `{"email":"a"} `, `{"email"}`, `{"email":`, `{"email":"a`, `{"email":"a\`, `[]`, `null`,
	"\x01x", "\x02", "\x00", "{", "",
}

// TestPack: everything comes back, and objects of texts are shorter meanwhile.
func TestPack(t *testing.T) {
	for _, text := range append(objects, others...) {
		packed := memo.Pack([]byte("x"), []byte(text))
		back, err := memo.Unpack(packed[1:])
		if err != nil || string(back) != text || packed[0] != 'x' {
			t.Errorf("%q became %q, %v", text, back, err)
		}
	}
	for _, text := range objects {
		if packed := memo.Pack(nil, []byte(text)); packed[0] != 1 || len(packed) > len(text) {
			t.Errorf("%q takes %d bytes: %q", text, len(packed), packed)
		}
	}
}

// TestPlaces: what stores hold is read as it was written when the format began.
func TestPlaces(t *testing.T) {
	for text, want := range map[string]string{
		`{"customerSource":"RE","x":"y"}`:           "\x01\x01\x02RE\x00\x01x\x01y",
		`{"address[primary].streetAddress1":"1 A"}`: "\x01\x13\x031 A",
		`{"fields.birth_date":"z"}`:                 "\x01\x26\x01z",
	} {
		if got := memo.Pack(nil, []byte(text)); string(got) != want {
			t.Errorf("%s is packed as %q", text, got)
		}
	}
}

// FuzzPack: any bytes come back.
func FuzzPack(f *testing.F) {
	for _, text := range append(objects, others...) {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, values []byte) {
		back, err := memo.Unpack(memo.Pack(nil, values))
		if err != nil || !bytes.Equal(back, values) {
			t.Errorf("%q became %q, %v", values, back, err)
		}
		appended, err := memo.AppendUnpacked([]byte("x"), memo.Pack(nil, values))
		if err != nil || string(appended) != "x"+string(values) {
			t.Errorf("%q appended became %q, %v", values, appended, err)
		}
	})
}

// FuzzUnpack: damaged bytes are refused or read.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("\x01\x01\x02RE\x00\x01x\x01y"))
	f.Add([]byte("\x01\xff"))
	f.Add([]byte("\x01\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := memo.Unpack(data); err != nil && !errors.Is(err, memo.ErrCorrupt) {
			t.Error(err)
		}
	})
}
