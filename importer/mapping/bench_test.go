package mapping

import "testing"

// BenchmarkMap maps a row of 15 columns: names, email, phone, one address, codes
// and a birth date.
func BenchmarkMap(b *testing.B) {
	p := mustCompile(b, `region: US
columns:
  id: externalCustomerImportId
  t: title
  f: firstName
  m: middleName
  l: lastName
  e: email
  p: phoneNumber
  s: 'address[primary].streetAddress1'
  s2: 'address[primary].streetAddress2'
  c: 'address[primary].city'
  st: 'address[primary].state'
  z: 'address[primary].zipCode'
  co: 'address[primary].country'
  codes: solicitationCodes
  born: {field: fields.date_of_birth, type: birth_date, format: MM/dd/yyyy}
`, "id", "t", "f", "m", "l", "e", "p", "s", "s2", "c", "st", "z", "co", "codes", "born")
	r := plainRow("C-0012345", "Dr.", "Anna Maria", "", "Müller", "anna.mueller@example.org", "(617) 384-7359", "12 Main Street", "Apt 4",
		"Cambridge", "MA", "02138", "United States", "DNM;NOEMAIL", "03/04/1980")
	mapper := p.Mapper()
	b.ReportAllocs()
	for b.Loop() {
		if m := mapper.Map(r); len(m.Cells) != 15 {
			b.Fatal(m.Faults)
		}
	}
}
