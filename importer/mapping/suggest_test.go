package mapping

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"rollcall/importer/row"
	"rollcall/store/customer"
)

// guessed returns field by column, "" for columns that are not taken.
func guessed(guesses []Guess) map[string]string {
	out := map[string]string{}
	for _, g := range guesses {
		out[g.Column] = g.Field
	}
	return out
}

const primary = "address[primary]."

func TestSuggestKnowsTheFilesOfOtherPrograms(t *testing.T) {
	tests := map[string]map[string]string{
		"fund-raising": {"CnBio_ID": "externalCustomerId", "CnBio_Import_ID": "externalCustomerImportId", "CnBio_First_Name": "firstName", "CnBio_Last_Name": "lastName",
			"CnAdrPrf_Addrline1": primary + "streetAddress1", "CnAdrPrf_City": primary + "city", "CnAdrPrf_ZIP": primary + "zipCode", "CnPh_1_01_Phone_number": "phoneNumber",
			"CnBio_Deceased": "deceased", "CnBio_Org_Name": "orgName", "CnSolCd_1_01_Solicit_Code": "solicitationCodes"},
		"CRM": {"Id": "externalCustomerImportId", "Salutation": "title", "FirstName": "firstName", "LastName": "lastName", "Email": "email", "MobilePhone": "phoneNumber",
			"Birthdate": "fields.date_of_birth", "MailingStreet": primary + "streetAddress1", "MailingCity": primary + "city", "MailingState": primary + "state",
			"MailingPostalCode": primary + "zipCode", "MailingCountry": primary + "country", "LastModifiedDate": "", "IsEmailBounced": ""},
		"shop": {"Customer ID": "externalCustomerImportId", "First Name": "firstName", "Last Name": "lastName", "Email": "email", "Accepts Email Marketing": "",
			"billing_address_1": "address[billing].streetAddress1", "billing_city": "address[billing].city", "shipping_city": primary + "city", "Total Spent": "", "Tags": ""},
		"German":     {"Kunden-Nr.": "externalCustomerImportId", "Anrede": "title", "Name": "lastName", "Vorname": "firstName", "Straße": primary + "streetAddress1", "PLZ": primary + "zipCode", "Ort": primary + "city", "E-Mail-Adresse": "email", "Geburtsdatum": "fields.date_of_birth"},
		"French":     {"N° client": "externalCustomerImportId", "Civilité": "title", "Nom": "lastName", "Prénom": "firstName", "Code postal": primary + "zipCode", "Ville": primary + "city", "Courriel": "email", "Société": "orgName"},
		"French too": {"Réf": "externalCustomerImportId", "Nom complet": "name", "Tél. portable": "phoneNumber", "Né le": "fields.date_of_birth", "Adresse": primary + "streetAddress1", "CP": primary + "zipCode"},
		"Spanish":    {"Nombre": "firstName", "Apellidos": "lastName", "Correo electrónico": "email", "Teléfono": "phoneNumber", "Dirección": primary + "streetAddress1", "Código postal": primary + "zipCode", "País": primary + "country"},
		"misspelled": {"Frist Name": "firstName", "Last Nmae": "lastName", "Emial Address": "email", "Adress Line 1": primary + "streetAddress1", "Telephon": "phoneNumber"},
		"strangers":  {"Spouse First Name": "", "Emergency Contact Phone": "", "Phone Type": "", "Email Opt In": "", "Name of School": "", "Row": "", "_x": ""},
		"own names":  {"externalId": "externalId", "address[2].city": "address[2].city", "fields.Shoe size": "fields.Shoe size", "version": "", "obfuscated": "", "customerId": "externalCustomerImportId", "Anything": ""},
		"whole name": {"Contact Name": "name", "Organisation": "orgName"},
	}
	for name, want := range tests {
		var header []string
		for column := range want {
			header = append(header, column)
		}
		// Whatever the columns' order.
		for range 3 {
			f, guesses := Suggest(header, nil, Options{})
			if got := guessed(guesses); !reflect.DeepEqual(got, want) {
				for column, field := range want {
					if got[column] != field {
						t.Errorf("%s: %q became %q, want %q (%+v)", name, column, got[column], field, guesses)
					}
				}
			}
			if _, err := f.Compile(header, Options{}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			header = append(header[1:], header[0])
		}
	}
}

func samples(rows ...[]string) []row.Row {
	var list []row.Row
	for _, texts := range rows {
		list = append(list, plainRow(texts...))
	}
	return list
}

func TestSuggestChecksValues(t *testing.T) {
	header := []string{"Email", "Kontakt", "Phone", "Mobile", "ID", "DOB", "First Name", "Last Name", "Name", "_rollcall_row"}
	sample := samples(
		[]string{"yes", "a@b.de", "617 384 7359", "617 384 0000", "A", "3/4/1980", "Ann", "Lee", "Ann Lee", "2"},
		[]string{"no", "c@d.de", "617 384 7360", "617 384 0001", "A", "5/6/1981", "Bob", "Ray", "Bob Ray", "3"},
		[]string{"no", "e@f.de", "617 384 7361", "617 384 0002", "B", "7/8/1982", "Cy", "Fox", "Cy Fox", "4"},
	)
	f, guesses := Suggest(header, sample, Options{})
	want := map[string]string{"Email": "", "Kontakt": "email", "Phone": "phoneNumber", "Mobile": "fields.mobile", "ID": "externalCustomerId",
		"DOB": "fields.date_of_birth", "First Name": "firstName", "Last Name": "lastName", "Name": ""}
	if got := guessed(guesses); !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %v\nwant %v\n%+v", got, want, guesses)
	}
	for _, g := range guesses {
		switch {
		case g.Confidence < 0 || g.Confidence > 1 || g.Reason == "" || (g.Field == "") != (g.Confidence == 0):
			t.Errorf("%+v", g)
		case g.Column == "DOB" && (g.Confidence > 0.6 || !strings.Contains(g.Reason, "swapped")):
			t.Errorf("day and month could be swapped: %+v", g)
		case g.Column == "Mobile" && g.Type != customer.Phone:
			t.Errorf("a second phone: %+v", g)
		}
	}
	if len(f.Columns) != 9 {
		t.Errorf("columns %+v", f.Columns)
	}
}

func TestSuggestWritesDateFormats(t *testing.T) {
	tests := map[string][]string{
		"25.12.1980": {"dd.MM.yyyy"}, "12/25/1980": {"MM/dd/yyyy"}, "25/12/1980": {"dd/MM/yyyy"}, "1980-12-25": nil, "19801225": nil,
	}
	for text, want := range tests {
		f, guesses := Suggest([]string{"Birthday"}, samples([]string{text}, []string{text}), Options{})
		if got := f.Columns[0].Formats; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: formats %q, want %q (%+v)", text, got, want, guesses)
		}
	}
}

func TestSuggestRegion(t *testing.T) {
	tests := []struct {
		header []string
		values []string
		want   string
	}{
		{[]string{"Vorname", "PLZ"}, []string{"Eva", "10115"}, "DE"},
		{[]string{"City", "State", "Zip"}, []string{"Boston", "MA", "02139"}, "US"},
		{[]string{"City", "Postcode"}, []string{"London", "SW1A 1AA"}, "GB"},
		{[]string{"City", "Zip"}, []string{"Paris", "75001"}, ""},
	}
	for _, tt := range tests {
		f, _ := Suggest(tt.header, samples(tt.values), Options{})
		if f.Region != tt.want {
			t.Errorf("%q: region %q, want %q", tt.header, f.Region, tt.want)
		}
	}
	if f, _ := Suggest([]string{"Vorname"}, nil, Options{Region: "AT"}); f.Region != "AT" {
		t.Errorf("a given region became %q", f.Region)
	}
}

func TestSuggestRelated(t *testing.T) {
	header := []string{"Order No", "Patron No", "Order Date", "Total", "Ort/Halle"}
	f, guesses := Suggest(header, nil, Options{As: customer.Orders})
	want := map[string]string{"Order No": "id", "Patron No": "externalCustomerImportId", "Order Date": "orderDate", "Total": "total", "Ort/Halle": "ortHalle"}
	if got := guessed(guesses); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
	if _, err := f.Compile(header, Options{}); err != nil {
		t.Error(err)
	}
}

func TestNoAliasSpeaksOfTwoFields(t *testing.T) {
	seen := map[string]string{}
	for target, names := range aliasTable {
		for name := range strings.SplitSeq(names, ",") {
			key := strings.Join(strings.Fields(name), "")
			if other, twice := seen[key]; twice && other != target {
				t.Errorf("%q names %s and %s", name, other, target)
			}
			seen[key] = target
			if key != strings.Join(headerTokens(name), "") {
				t.Errorf("%q is not folded", name)
			}
		}
	}
}

func TestYAMLReadsBackTheSame(t *testing.T) {
	f := mustParse(t, full)
	again := mustParse(t, string(f.YAML(nil)))
	forget(f)
	forget(again)
	if !reflect.DeepEqual(f, again) {
		t.Errorf("\n got %+v\nwant %+v", again, f)
	}
}

// forget drops what depends on the layout of a mapping file.
func forget(f *File) {
	f.lines, f.Name = nil, ""
	for i := range f.Columns {
		f.Columns[i].Line = 0
	}
	for i := range f.Constants {
		f.Constants[i].Line = 0
	}
	for i := range f.Expressions {
		f.Expressions[i].Line = 0
	}
}

// FuzzSuggest checks that any header gets a mapping that prints, parses and
// compiles, with every column accounted for.
func FuzzSuggest(f *testing.F) {
	f.Add("First Name", "e-mail", "Ann")
	f.Add("id", "a: 'b' # c", "a@b.de")
	f.Add("- x", "true", "3/4/1980")
	f.Add("ad\nress\t1", "\"", "é\u2028\uFEFF\x00\\")
	f.Add(" ", "{[,]}", "?")
	f.Fuzz(func(t *testing.T, a, b, text string) {
		a, b = strings.ToValidUTF8(a, "?"), strings.ToValidUTF8(b, "?")
		header := []string{a, b}
		if a == b || strings.HasPrefix(a, rejectPrefix) || strings.HasPrefix(b, rejectPrefix) {
			return
		}
		file, guesses := Suggest(header, samples([]string{text, a}, []string{b, text}), Options{})
		if len(guesses) != 2 || len(file.Columns) != 2 {
			t.Fatalf("%d guesses", len(guesses))
		}
		printed := file.YAML(guesses)
		again, err := Parse("m", printed)
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		forget(again)
		if !reflect.DeepEqual(file, again) {
			t.Fatalf("\n got %+v\nwant %+v\n%s", again, file, printed)
		}
		if _, err := again.Compile(header, Options{}); err != nil {
			t.Fatalf("%v\n%s", err, fmt.Sprintf("%q", header))
		}
	})
}
