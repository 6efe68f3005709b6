package value

import (
	"strings"
	"testing"
	"unicode"
)

func TestParseName(t *testing.T) {
	tests := map[string]Name{
		"":                                 {},
		"Dr. van der Berg, Anna Maria Jr.": {Title: "Dr.", First: "Anna", Middle: "Maria", Last: "van der Berg", Suffix: "Jr."},
		"Anna Maria van der Berg":          {First: "Anna", Middle: "Maria", Last: "van der Berg"},
		"Maria De La Cruz":                 {First: "Maria", Last: "De La Cruz"},
		"Van Morrison":                     {First: "Van", Last: "Morrison"},
		"ben smith":                        {First: "ben", Last: "smith"},
		"van der Berg":                     {Last: "van der Berg"},
		"Berg, Anna van der":               {First: "Anna", Last: "van der Berg"},
		"John Smith":                       {First: "John", Last: "Smith"},
		"SMITH, JOHN Q":                    {First: "JOHN", Middle: "Q", Last: "SMITH"},
		"Smith, John, Jr.":                 {First: "John", Last: "Smith", Suffix: "Jr."},
		"Smith Jr., John":                  {First: "John", Last: "Smith", Suffix: "Jr."},
		"John Smith, Jr., M.D.":            {First: "John", Last: "Smith", Suffix: "Jr. M.D."},
		"John Smith III":                   {First: "John", Last: "Smith", Suffix: "III"},
		"Jack Ma":                          {First: "Jack", Last: "Ma"},
		"Jane Roe, MA":                     {First: "Jane", Last: "Roe", Suffix: "MA"},
		"Amartya Sen":                      {First: "Amartya", Last: "Sen"},
		"Phil Collins":                     {First: "Phil", Last: "Collins"},
		"Prof. Dr. phil. Eva Lang":         {Title: "Prof. Dr. phil.", First: "Eva", Last: "Lang"},
		"The Rev. Ruth Adams":              {Title: "The Rev.", First: "Ruth", Last: "Adams"},
		"Sr. Juan Pérez":                   {Title: "Sr.", First: "Juan", Last: "Pérez"},
		"Juan Pérez Sr.":                   {First: "Juan", Last: "Pérez", Suffix: "Sr."},
		"Smith, Mrs. Ann":                  {Title: "Mrs.", First: "Ann", Last: "Smith"},
		"Mr. Smith":                        {Title: "Mr.", Last: "Smith"},
		"Madonna":                          {Last: "Madonna"},
		"山田 太郎":                            {First: "太郎", Last: "山田"},
		"王小明":                              {Last: "王小明", Uncertain: true},
		"Mr. and Mrs. Smith":               {Title: "Mr. and Mrs.", Last: "Smith", Joint: true},
		"Mr. & Mrs. John Smith":            {Title: "Mr. & Mrs.", First: "John", Last: "Smith", Joint: true},
		"Herr und Frau Müller":             {Title: "Herr und Frau", Last: "Müller", Joint: true},
		"John & Mary Smith":                {First: "John & Mary", Last: "Smith", Joint: true},
		"Smith, John and Mary":             {First: "John and Mary", Last: "Smith", Joint: true},
		"John/Mary Smith":                  {First: "John/Mary", Last: "Smith", Joint: true},
		"Juan y María García":              {First: "Juan y María", Last: "García", Joint: true},
		"José Ortega y Gasset":             {First: "José", Last: "Ortega y Gasset"},
		"John E Smith":                     {First: "John", Middle: "E", Last: "Smith"},
		"The Smith Family":                 {Last: "The Smith Family", Joint: true},
		"Acme, Inc.":                       {Org: "Acme, Inc."},
		"Johnson & Johnson":                {Org: "Johnson & Johnson"},
		"Smith & Sons":                     {Org: "Smith & Sons"},
		"Muster Bau GmbH & Co. KG":         {Org: "Muster Bau GmbH & Co. KG"},
		"Förderverein Zoo e.V.":            {Org: "Förderverein Zoo e.V."},
		"First Baptist Church":             {Org: "First Baptist Church", Uncertain: true},
		"Charlotte Church":                 {First: "Charlotte", Last: "Church"},
		"Anna Maria Hall":                  {First: "Anna", Middle: "Maria", Last: "Hall"},
		"Estate of John Smith":             {Org: "Estate of John Smith"},
		"Smith Family Foundation":          {Org: "Smith Family Foundation"},
		"  Ada \t Lovelace ":               {First: "Ada", Last: "Lovelace"},
	}
	for text, want := range tests {
		if got := ParseName(text); got != want {
			t.Errorf("ParseName(%q)\n got %+v\nwant %+v", text, got, want)
		}
	}
}

func TestJointName(t *testing.T) {
	joint := []string{"John & Mary", "Mr. & Mrs.", "Mr. Mrs.", "Anna und Peter", "M. et Mme Dupont", "Sr. y Sra. García", "Tom + Ann"}
	single := []string{"", "Anna", "Prof. Dr.", "Anderson", "Brandy", "& Co", "Ortega", "Mary E", "c/o"}
	for _, text := range joint {
		if !JointName(text) {
			t.Errorf("JointName(%q) = false", text)
		}
	}
	for _, text := range single {
		if JointName(text) {
			t.Errorf("JointName(%q) = true", text)
		}
	}
}

// FuzzParseName checks that no letter or digit of a name is lost or doubled and
// that reading is stable.
func FuzzParseName(f *testing.F) {
	for _, s := range []string{"Dr. van der Berg, Anna Maria Jr.", "Mr. and Mrs. Smith", "Acme, Inc.", "a,b,c", ",", "'t Hooft", "王小明", "II"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := ParseName(text)
		if n != ParseName(text) {
			t.Fatal("two readings differ")
		}
		got := strings.Join([]string{n.Title, n.First, n.Middle, n.Last, n.Suffix, n.Org}, " ")
		if letterCounts(got) != letterCounts(text) {
			t.Fatalf("letters lost or doubled: %q became %+v", text, n)
		}
	})
}

// letterCounts sums the letters and digits of a text, whatever their order.
func letterCounts(text string) (sum [2]int) {
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			sum[0] += int(r)
			sum[1] += int(r) * int(r)
		}
	}
	return sum
}
