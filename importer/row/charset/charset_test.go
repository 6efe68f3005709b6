package charset

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
)

func TestNamed(t *testing.T) {
	for name, want := range map[string]string{"UTF8": "utf-8", " latin1 ": "windows-1252", "ISO-8859-15": "iso-8859-15", "MacRoman": "macintosh", "utf-16": "utf-16le",
		"cp850": "ibm850", "shift_jis": "shift_jis", "CP1250": "windows-1250"} {
		got, err := Named(name)
		if err != nil || got.Name() != want {
			t.Errorf("Named(%q) = %q, %v, want %q", name, got.Name(), err, want)
		}
	}
	if _, err := Named("klingon"); !errors.Is(err, ErrUnknown) {
		t.Errorf("got %v, want ErrUnknown", err)
	}
}

func TestEncodeIsTextBackwards(t *testing.T) {
	for _, name := range []string{"utf-8", "utf-16le", "utf-16be", "windows-1252", "macintosh", "shift_jis"} {
		c, err := Named(name)
		if err != nil {
			t.Fatal(err)
		}
		text := "plain §"
		working, err := io.ReadAll(c.Working(bytes.NewReader(c.Encode(text))))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.Text(working); got != text || !ok {
			t.Errorf("%s: got %q, %v", name, got, ok)
		}
	}
	latin, _ := Named("windows-1252")
	if got := string(latin.Encode("a→b")); got != "a?b" {
		t.Errorf("a character that the encoding lacks: got %q", got)
	}
	if _, ok := latin.Text([]byte{'a', 0x81}); ok {
		t.Error("0x81 is no text in windows-1252")
	}
}

// Evidence must not depend on how the file is cut into writes.
func TestEvidenceInPieces(t *testing.T) {
	text, err := charmap.Windows1252.NewEncoder().Bytes([]byte("Zoë Müller, Çelik, 5 € — naïve façade, Straße"))
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range [][]byte{text, []byte("Zoë Müller 日本 ź"), append([]byte("Zoë"), 0xE2, 0x82)} {
		var whole, pieces Evidence
		whole.Write(data)
		if _, err := io.Copy(writerOnly{&pieces}, iotest.OneByteReader(bytes.NewReader(data))); err != nil {
			t.Fatal(err)
		}
		whole.flush()
		pieces.flush()
		pieces.tail, whole.tail = [4]byte{}, [4]byte{}
		if whole != pieces {
			t.Errorf("%q: evidence differs: %d and %d sequences, %d and %d invalid", data, whole.valid, pieces.valid, whole.invalid, pieces.invalid)
		}
	}
}

type writerOnly struct{ io.Writer }

// FuzzWorking: working bytes turn back into the file's bytes, whatever those
// are, and evidence never panics.
func FuzzWorking(f *testing.F) {
	for _, seed := range []string{"", "a", "a\x00b\x00", "\x00\xD8a\x00", "\x3D\xD8\x00\xDE", "\xE9t\xE9 \xFF"} {
		f.Add([]byte(seed), uint8(len(seed)))
	}
	f.Fuzz(func(t *testing.T, data []byte, pick uint8) {
		names := append([]string{"utf-8", "utf-16le", "utf-16be", "shift_jis"}, candidates...)
		c, err := Named(names[int(pick)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		working, err := io.ReadAll(c.Working(iotest.HalfReader(bytes.NewReader(data))))
		if err != nil {
			t.Fatal(err)
		}
		if raw := c.Raw(working); !bytes.Equal(raw, data) {
			t.Fatalf("%s: %q became %q", c.Name(), data, raw)
		}
		c.Text(working)
		var e Evidence
		e.Write(data)
		e.Guess()
	})
}
