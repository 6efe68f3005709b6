package mapping

import (
	"strings"
	"unicode"

	"rollcall/dedupe/normalize"
	"rollcall/store/customer"
)

// alias is a name by which files call a field.
type alias struct {
	target string
	tokens []string
	own    bool // the field's own name
}

// The targets of two addresses differ only by their type; aliases name the
// first.
const addressTarget = "address[primary]."

// aliasTable lists what files of fund-raising, ticketing, shop and spreadsheet
// programs call the fields, folded: small letters without diacritics.
var aliasTable = map[string]string{
	"title":       "salutation, prefix, honorific, name prefix, anrede, titel, civilite, tratamiento, titolo, aanhef, courtesy title, mr mrs",
	"firstName":   "first, first name, given name, forename, fname, name first, vorname, prenom, nombre, nombre de pila, nome, voornaam, christian name, primer nombre",
	"middleName":  "middle, middle name, middle initial, mname, name middle, additional name, zweiter vorname, deuxieme prenom, segundo nombre, tussenvoegsel",
	"lastName":    "last, last name, surname, family name, lname, name last, nachname, familienname, nom, nom de famille, apellido, apellidos, cognome, achternaam, sobrenome",
	"suffix":      "name suffix, suffix 1, namenszusatz, suffixe, sufijo",
	"orgName":     "org, organization, organisation, organization name, organisation name, company, company name, firma, firmenname, unternehmen, entreprise, societe, empresa, razon social, azienda, ragione sociale, bedrijf, account name, business name, employer",
	"email":       "e mail, mail, email address, e mail address, mail address, emailadresse, mailadresse, adresse mail, courriel, correo, correo electronico, posta elettronica, e mailadres",
	"phoneNumber": "phone, phone number, telephone, telephone number, tel, tel no, mobile, mobile phone, mobile number, cell, cell phone, cellphone, telefon, telefonnummer, handy, mobil, mobiltelefon, telefono, movil, portable, telefoon, celular, celulare, cellulare, day phone, evening phone, home phone, tel portable, telephone portable, telephone mobile, tel mobile, tel fixe, telephone fixe",
	"phoneNotes":  "phone note, phone notes, phone comment, phone comments, telefonnotiz",
	"deceased":    "is deceased, dead, verstorben, decede, fallecido, deceduto, overleden",
	"solicitationCodes": "solicit code, solicit codes, solicitation code, communication preference, communication preferences, contact preference, contact preferences, " +
		"do not contact, do not solicit, opt outs, kontaktsperre",
	"externalCustomerImportId": "import id, constituent import id, customer import id, record import id, external import id, unique import id",
	"customerSource":           "source system, data source, source of record, quellsystem",
	"name":                     "full name, whole name, contact name, display name, customer name, complete name, vollstandiger name, nom complet, nombre completo, nome completo, name gesamt, kundenname, volledige naam, sort name, first last",
	"fields.date_of_birth":     "date of birth, birth date, birthdate, birthday, dob, born, geburtsdatum, geburtstag, geboren, date de naissance, fecha de nacimiento, data di nascita, data de nascimento, geboortedatum, ne le, nee le, date naissance, geboren am, geb am, geb datum, nato il, nacido el, geboren op",
	"fields.ssn":               "ssn, social security number, social security no, soc sec id, tax id, national id, sozialversicherungsnummer, steuernummer, nif, dni, codice fiscale, cpf, bsn",

	addressTarget + "streetAddress1": "street, street address, address, address 1, address line 1, addr 1, addrline 1, address line, street 1, strasse, str, strasse hausnummer, strasse und hausnummer, adresse, anschrift, rue, adresse 1, direccion, calle, indirizzo, via, straat, adres, endereco, morada, domicilio, street address 1",
	addressTarget + "streetAddress2": "address 2, address line 2, addr 2, addrline 2, street 2, apartment, apt, unit, suite, adresszusatz, adresse 2, complement adresse, complement d adresse, direccion 2, indirizzo 2, street address 2",
	addressTarget + "city":           "city, town, ort, stadt, wohnort, ville, ciudad, poblacion, localidad, citta, comune, plaats, woonplaats, cidade, locality, city town",
	addressTarget + "state":          "state, province, region, county, state province, state region, state code, province code, bundesland, kanton, provincia, departement, comunidad, stato, provincie, estado, state or province",
	addressTarget + "zipCode":        "zip, zip code, zipcode, postal code, postcode, post code, zip postal, zip postal code, plz, postleitzahl, code postal, codigo postal, cap, cp, cep",
	addressTarget + "country":        "country, country code, land, pays, pais, paese, nation, country region, country name",
	addressTarget + "suburb":         "suburb, district, neighborhood, neighbourhood, ortsteil, stadtteil, quartier, barrio, quartiere, bairro, wijk",
}

// idNames are what files call their own key of a customer. Which of the two
// external ids it becomes depends on what else there is.
const idNames = "id, uid, guid, uuid, unique id, record id, rec id, row id, reference, reference number, ref, ref no, ref client, reference client, " +
	"customer id, customer number, customer no, cust id, constituent id, contact id, account id, account number, account no, client id, client number, " +
	"member id, member number, member no, membership number, patron id, patron no, patron number, donor id, person id, user id, guest id, subscriber id, visitor id, lead id, " +
	"kundennummer, kunden nr, kundennr, kunde nr, kd nr, kdnr, mitgliedsnummer, mitglieds nr, numero client, no client, n client, code client, numero de cliente, n cliente, codigo cliente, codice cliente, klantnummer, lidnummer, external id, legacy id"

// fillers may stand before or after a name without changing what it means.
var fillers = tokenSet("customer contact primary main personal home shipping mailing delivery default preferred current donor member patron guest constituent " +
	"client user person individual account acct cn bio adr prf adrprf ph the your of and billing invoice rechnung kunde kunden private privat work business no nr num number")

// strangers make a name speak of something or somebody else.
var strangers = tokenSet("spouse partner emergency parent child father mother guardian assistant secretary owner agent rep manager opt optin accept accepts " +
	"type status valid verified flag count total previous old former alt alternate secondary second other maiden nick preferred_name last_modified modified created updated " +
	"marketing consent subscribed subscription newsletter date since until expiry bounced score rank lat latitude lon longitude url pronunciation initials")

// findable are the names of one word that say what a column holds even among
// other words. Others mean too much: First Visit is no first name.
var findable = tokenSet("email phone telephone telefon mobile surname birthday birthdate postcode plz vorname nachname prenom apellido apellidos cognome")

var billing = tokenSet("billing bill invoice rechnung rechnungs rechnungsadresse facturation factura fatturazione")

func tokenSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// aliases holds every alias by its squeezed form: "firstname" for First Name,
// first_name and FirstName.
var aliases = func() map[string]alias {
	table := map[string]alias{}
	add := func(target, names string, own bool) {
		for name := range strings.SplitSeq(names, ",") {
			tokens := strings.Fields(name)
			table[strings.Join(tokens, "")] = alias{target, tokens, own}
		}
	}
	for target, names := range aliasTable {
		add(target, names, false)
	}
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; !f.Derived && f.Name != "obfuscated" && f.Name != "externalId" && f.Name != "externalCustomerId" {
			add(f.Name, strings.Join(headerTokens(f.Name), " "), true)
		}
	}
	for _, part := range customer.AddressParts[:7] {
		add(addressTarget+part, strings.Join(headerTokens(part), " "), true)
	}
	add("solicitationCodes", "solicitation codes", true)
	return table
}()

var idAliases = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.SplitSeq(idNames, ",") {
		set[strings.Join(strings.Fields(name), "")] = true
	}
	return set
}()

// headerTokens splits a column's name into folded words: at signs, at changes
// from small to capital letters, and between letters and digits.
func headerTokens(header string) []string {
	var b strings.Builder
	var last rune
	for _, r := range header {
		if unicode.IsUpper(r) && unicode.IsLower(last) || unicode.IsDigit(r) != unicode.IsDigit(last) && last != 0 {
			b.WriteByte(' ')
		}
		if r == '.' || r == '\'' || r == '’' {
			r = ' '
		}
		b.WriteRune(r)
		last = r
	}
	tokens := strings.Fields(normalize.Fold(b.String()))
	for i, t := range tokens {
		if unicode.IsDigit(rune(t[0])) {
			if t = strings.TrimLeft(t, "0"); t != "" {
				tokens[i] = t // Address 01
			}
		}
	}
	return tokens
}
