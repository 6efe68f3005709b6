package importer_test

import (
	"fmt"
	"reflect"
	"testing"

	"rollcall/importer"
	"rollcall/importer/mapping"
)

// native imports a file whose columns bear the customer's own names.
func (d *desk) native(text string, opt importer.Options) *importer.Summary {
	d.t.Helper()
	in := d.input(fmt.Sprintf("native%d.csv", d.runs), text, "columns: {}\n")
	plan, ok := mapping.Native(in.Reader.Header(), mapping.Options{})
	if !ok {
		d.t.Fatal("the file is not native")
	}
	in.Plan = plan
	sum, err := d.run(opt, in)
	if err != nil {
		d.t.Fatal(err)
	}
	return sum
}

func TestRowsOfAnOlderExportOverwriteNothing(t *testing.T) {
	const head = "customerSource,externalCustomerImportId,firstName,lastName,email,version\n"
	edited := head + "RE,1,Ann,Lee,new@example.org,1\nRE,2,Bob,Ray,bob@example.org,1\n"
	for _, dry := range []bool{true, false} {
		d := newDesk(t)
		d.take(twoRows, members, importer.Options{})
		d.take(header+"1,Ann,Lee,ann@example.org,,9 Oak Ave,1970-01-02\n2,Bob,Ray,bob@example.org,(212) 555-0126,,\n", members, importer.Options{})
		sum := d.native(edited, importer.Options{DryRun: dry})
		wantLedger(t, sum, "read 2 created 0 updated 0 unchanged 1 rejected 1 repeated 0 blank 0")
		if got := codes(t, sum); !reflect.DeepEqual(got, []string{"stale_version@2"}) {
			t.Errorf("codes %v", got)
		}
		if c := d.one("1"); c.Email != "ann@example.org" || c.Version != 2 {
			t.Errorf("the older row changed the customer: %s, version %d", c.Email, c.Version)
		}
	}
}

func TestRowsOfTheLastExportAreTaken(t *testing.T) {
	const head = "customerSource,externalCustomerImportId,firstName,lastName,email,version\n"
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	edited := head + "RE,1,Ann,Lee,new@example.org,1\nRE,2,Bob,Ray,bob@example.org,1\n"
	wantLedger(t, d.native(edited, importer.Options{}), "read 2 created 0 updated 1 unchanged 1 rejected 0 repeated 0 blank 0")
	wantLedger(t, d.native(edited, importer.Options{}), "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")
}

func TestObfuscatedRowsRoundTrip(t *testing.T) {
	const head = "customerSource,externalCustomerImportId,firstName,lastName,email,deceased,obfuscated\n"
	gone, known := "RE,1,,,,false,true\n", "RE,2,Bob,Ray,bob@example.org,false,false\n"
	d := newDesk(t)
	wantLedger(t, d.native(head+gone+known, importer.Options{}), "read 2 created 2 updated 0 unchanged 0 rejected 0 repeated 0 blank 0")
	if c := d.one("1"); !c.Obfuscated || d.one("2").Obfuscated {
		t.Error("obfuscated was not taken as the file says")
	}
	wantLedger(t, d.native(head+gone+known, importer.Options{}), "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")

	refused := []string{
		"RE,1,Ann,Lee,ann@example.org,false,false\n", // brings values back
		"RE,1,Ann,,,false,true\n",                    // the same, and says that there are none
		"RE,9,,,ann@example.org,false,true\n",        // nobody known
		"RE,2,,,,false,true\n",                       // somebody who was not obfuscated here
		"RE,1,,,,true,true\n",                        // tells news
	}
	for _, line := range refused {
		sum := d.native(head+line, importer.Options{})
		if got := codes(t, sum); !reflect.DeepEqual(got, []string{"customer_obfuscated@2"}) {
			t.Errorf("%q: codes %v", line, got)
		}
	}
	if c := d.one("1"); c.FirstName != "" || c.Version != 1 {
		t.Errorf("an obfuscated customer was changed: version %d", c.Version)
	}
}
