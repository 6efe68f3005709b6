package source

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
)

// write writes a file, packed as its name says.
func write(t *testing.T, name string, text []byte) string {
	t.Helper()
	var b bytes.Buffer
	switch filepath.Ext(name) {
	case ".gz":
		w := gzip.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
	case ".zst":
		w, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write(text)
		_ = w.Close()
	default:
		b.Write(text)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// peopleIn reads a parcel of people.
func peopleIn(p parcel.Parcel) (people []Person) {
	for r := p.Read(); r.More(); {
		people = append(people, ReadPerson(&r))
	}
	return people
}

// read runs the reader of one file.
func read(path string) (people []Person, dead []Dead, err error) {
	f := readFn{Region: "US"}
	err = f.ProcessElement(context.Background(), path, func(p parcel.Parcel) { people = append(people, peopleIn(p)...) }, func(d Dead) { dead = append(dead, d) })
	return people, dead, err
}

func TestFilesAreReadLineByLine(t *testing.T) {
	text := []byte("{\"id\":1,\"externalCustomerImportId\":\"a\"}\n\n{\"id\":2,\"externalCustomerImportId\":\"b\",\"mergedInto\":1}\nnothing\n{\"id\":3}")
	for _, name := range []string{"a.jsonl", "a.jsonl.gz", "a.jsonl.zst"} {
		people, dead, err := read(write(t, name, text))
		if err != nil || len(people) != 2 || people[0].ID != 1 || people[1].Into != 1 {
			t.Errorf("%s: people %+v, %v", name, people, err)
		}
		if len(dead) != 2 || dead[0].Line != 4 || dead[0].Text != "nothing" || dead[1].Line != 5 || dead[1].Reason != ErrNoKey.Error() {
			t.Errorf("%s: dead letters %+v", name, dead)
		}
	}
}

func TestLongLinesArePoisoned(t *testing.T) {
	text := append(bytes.Repeat([]byte("x"), mostLine+70_000), []byte("\n{\"id\":1,\"externalCustomerImportId\":\"a\"}\n")...)
	people, dead, err := read(write(t, "long.jsonl", text))
	if err != nil || len(people) != 1 || len(dead) != 1 || dead[0].Reason != ErrLong.Error() || len(dead[0].Text) > mostLine {
		t.Errorf("%d people, %d dead letters, %v", len(people), len(dead), err)
	}
}

func TestDamagedFilesFail(t *testing.T) {
	path := write(t, "a.jsonl.gz", bytes.Repeat([]byte("{\"id\":1,\"externalCustomerImportId\":\"a\"}\n"), 1000))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)-9], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := read(path); err == nil || !strings.Contains(err.Error(), "a.jsonl.gz") {
		t.Errorf("got %v", err)
	}
}

func TestStoresAreReadByRanges(t *testing.T) {
	ctx := context.Background()
	from := Store{Address: filepath.Join(t.TempDir(), "s.db"), Tenant: "default"}
	s, err := connect.Open(ctx, from.Address, store.Options{Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	run := &customer.Run{Kind: "import"}
	if err := s.Begin(ctx, run); err != nil {
		t.Fatal(err)
	}
	ids, customerIDs, err := s.Reserve(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	batch := store.Batch{Run: run.ID}
	for i := range ids {
		batch.New = append(batch.New, &customer.Customer{ID: ids[i], CustomerID: customerIDs[i], ImportID: "i" + customerIDs[i], Version: 1})
	}
	if err := errors.Join(s.Take(ctx, batch), s.Close()); err != nil {
		t.Fatal(err)
	}
	first, last, err := from.extent(ctx)
	if err != nil || first != ids[0] || last != ids[9] {
		t.Fatalf("ids from %d to %d: %v", first, last, err)
	}
	var got []int64
	cut := cutFn{First: first, Width: (last-first)/3 + 1, Ranges: 3}
	cut.ProcessElement(0, func(a, b int64) {
		reader := rangeFn{from, "US"}
		if err := reader.ProcessElement(ctx, a, b, func(p parcel.Parcel) {
			for _, person := range peopleIn(p) {
				got = append(got, person.ID)
			}
		}, func(d Dead) { t.Errorf("%+v", d) }); err != nil {
			t.Error(err)
		}
	})
	if !slices.Equal(got, ids) {
		t.Errorf("read %v, want %v", got, ids)
	}
	if list, err := from.Judgements(ctx); err != nil || len(list) != 0 {
		t.Errorf("judgements %v, %v", list, err)
	}
}

func TestJudgements(t *testing.T) {
	ctx := context.Background()
	list, err := Judgements(ctx, write(t, "j.jsonl", []byte(`{"left":1,"right":2,"verdict":"match"}`+"\n")))
	if err != nil || len(list) != 1 || list[0].Verdict != customer.SaysMatch {
		t.Errorf("%+v, %v", list, err)
	}
	for _, bad := range []string{`{"left":1,"verdict":"match"}`, `{"left":1,"right":2,"verdict":"perhaps"}`, `no`} {
		if _, err := Judgements(ctx, write(t, "j.jsonl", []byte("\n"+bad))); !errors.Is(err, ErrJudgement) || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestMatch(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.jsonl", "a.jsonl"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	files, err := Match(context.Background(), dir+"/*.jsonl")
	if err != nil || len(files) != 2 || filepath.Base(files[0]) != "a.jsonl" {
		t.Errorf("%q, %v", files, err)
	}
	if _, err := Match(context.Background(), dir+"/*.csv"); err == nil || !strings.Contains(err.Error(), "no file matches") {
		t.Errorf("got %v", err)
	}
}

func FuzzReadPerson(f *testing.F) {
	f.Add(AppendPerson(nil, Person{1, 2, []byte("x")}))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := wire.Reader{Data: data}
		p := ReadPerson(&r)
		if r.Err() != nil {
			return
		}
		r = wire.Reader{Data: AppendPerson(nil, p)}
		if again := ReadPerson(&r); r.Err() != nil || again.ID != p.ID || again.Into != p.Into || !bytes.Equal(again.Data, p.Data) {
			t.Errorf("%+v became %+v: %v", p, again, r.Err())
		}
	})
}

func TestPeopleTravelTogether(t *testing.T) {
	var sizes []int
	c := crowd{emit: func(p parcel.Parcel) { sizes = append(sizes, len(peopleIn(p))) }}
	for i := range int64(perParcel + 3) {
		c.add(Person{ID: i + 1})
	}
	c.send()
	c.send()
	if !slices.Equal(sizes, []int{perParcel, 3}) {
		t.Errorf("parcels of %v", sizes)
	}
}
