package parcel

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/klauspost/compress/s2"

	"rollcall/dedupe/beamdedupe/wire"
)

func TestWhatTravelsComesBack(t *testing.T) {
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(i * i * 7 >> 3)
	}
	for name, data := range map[string][]byte{"nothing": nil, "little": []byte("abc"), "texts": bytes.Repeat([]byte("Anna Berg "), 500), "noise": noise} {
		sent := encode(Parcel{data})
		back, err := decode(sent)
		if err != nil || !bytes.Equal(back.Data, data) {
			t.Errorf("%s: %d bytes became %d: %v", name, len(data), len(back.Data), err)
		}
		if len(sent) > len(data)+1 || name == "texts" && len(sent) > len(data)/10 {
			t.Errorf("%s: %d bytes travel as %d", name, len(data), len(sent))
		}
	}
}

func TestWhatGoesOneWayTravelsTogether(t *testing.T) {
	var sent []Parcel
	var mail Mail
	value := make([]byte, outboxBytes/4)
	for i := range 8 {
		mail.Add(int64(i%3), value)
		mail.Send(func(p Parcel) { sent = append(sent, p) })
	}
	mail.Send(func(Parcel) { t.Error("no mail is sent") })
	var f deliverFn
	got, parcels := map[int64]int{}, 0
	emit := func(key int64, p Parcel) {
		got[key] += len(p.Data) / len(value)
		parcels++
	}
	for _, p := range sent {
		if err := f.ProcessElement(p, emit); err != nil {
			t.Fatal(err)
		}
	}
	if parcels != 6 {
		t.Errorf("%d parcels before the end, want 6: two times three", parcels)
	}
	f.FinishBundle(emit)
	if !maps.Equal(got, map[int64]int{0: 3, 1: 3, 2: 2}) || parcels != 6 {
		t.Errorf("delivered %v in %d parcels", got, parcels)
	}
	if err := f.ProcessElement(Parcel{[]byte{2, 200}}, emit); !errors.Is(err, wire.ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(Parcel{[]byte("x")}))
	f.Add(encode(Parcel{bytes.Repeat([]byte("x"), 999)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1 && data[0] == compressed {
			if size, err := s2.DecodedLen(data[1:]); err == nil && size > 1<<24 {
				return // whoever wrote that would have sent it
			}
		}
		p, err := decode(slices.Clone(data))
		if err != nil {
			if !errors.Is(err, wire.ErrDamaged) {
				t.Error(err)
			}
			return
		}
		if again, err := decode(encode(p)); err != nil || !bytes.Equal(again.Data, p.Data) {
			t.Errorf("%v became %v: %v", p, again, err)
		}
	})
}
