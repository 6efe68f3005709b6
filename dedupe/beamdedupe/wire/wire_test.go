package wire

import (
	"errors"
	"testing"
)

func TestReaderReadsWhatWasWritten(t *testing.T) {
	b := AppendText(AppendBytes(AppendHash(AppendInts(nil, -5, 1<<40), 77), []byte("ab")), "cde")
	r := Reader{Data: append(b, "rest"...)}
	if a, c, h, x, s := r.Int(), r.Int(), r.Hash(), string(r.Bytes()), r.Text(); a != -5 || c != 1<<40 || h != 77 || x != "ab" || s != "cde" {
		t.Errorf("read %d %d %d %q %q", a, c, h, x, s)
	}
	if rest := string(r.Rest()); rest != "rest" || r.More() || r.Err() != nil {
		t.Errorf("rest %q, %v", rest, r.Err())
	}
}

// Whatever the bytes are, reading ends, and what is cut off is an error.
func FuzzReader(f *testing.F) {
	f.Add([]byte{2, 9, 9}, uint8(0))
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}, uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		r := Reader{Data: data}
		for r.More() {
			switch kind % 3 {
			case 0:
				r.Int()
			case 1:
				r.Bytes()
			case 2:
				r.Hash()
			}
		}
		if err := r.Err(); err != nil && !errors.Is(err, ErrDamaged) {
			t.Error(err)
		}
		if r.Err() == nil && len(r.Data) > 0 {
			t.Error("bytes are left without an error")
		}
	})
}

func TestKeysAreTexts(t *testing.T) {
	key := Key([]byte{0xa0, 0, 255})
	if back, err := ParseKey(key); err != nil || string(back) != "\xa0\x00\xff" || key != "a000ff" {
		t.Errorf("%q: %x, %v", key, back, err)
	}
	if _, err := ParseKey("xy"); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
