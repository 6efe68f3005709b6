package row

import (
	"strings"
	"testing"
)

func TestAwkwardJSON(t *testing.T) {
	many := strings.Repeat(`{"id":1}`+"\n", keySampleRecords)
	var manyRows []string
	for i := range keySampleRecords {
		manyRows = append(manyRows, render(Row{Line: i + 1, Cells: []Cell{{Text: "1"}}}))
	}
	runSuite(t, []awkward{
		{name: "plain.jsonl", data: `{"id":1,"name":"Ann"}` + "\n" + `{"name":"Bob","x":true}`, header: "id|name|x",
			rows: []string{"1: 1|Ann|<absent>", "2: <absent>|Bob|true"}},
		{name: "values.jsonl", data: `{"n":12345678901234567890.10,"e":1E5,"z":null,"s":"a\u00e9\n\"","a":[1, {"b":2}],"o":{ },"f":false,"":""}` + "\n", header: "n|e|z|s|a|o|f|",
			rows: []string{"1: 12345678901234567890.10|1E5|<null>|aé\n\"|[1,{\"b\":2}]<nested>|{}<nested>|false|"}},
		{name: "blank-lines.ndjson", data: "\n" + `{"a":1}` + "\r\n  \n" + `{"a":2}`, header: "a", rows: []string{"1: <absent>", "2: 1", "3: <absent>", "4: 2"}},
		{name: "no-extension", data: ` {"a":1}`, header: "a", rows: []string{"1: 1"}},
		{name: "broken-lines.jsonl", data: `{"a":1}` + "\n" + `{"a":` + "\n" + `[1]` + "\n" + `{"a":2}` + "\n", header: "a",
			rows: []string{"1: 1", "2:  !not_json", "3:  !not_json", "4: 2"}},
		{name: "twice.jsonl", data: `{"a":1,"a":2}`, header: "a", rows: []string{"1: 2 ~repeated_key"}},
		{name: "late-key.jsonl", data: many + `{"id":2,"b":3}` + "\n", header: "id", rows: append(manyRows, "10001: 2 !unknown_key")},
		{name: "array.json", data: "[\n {\"a\":1},\n {\"a\":\n2}\n]", header: "a", rows: []string{"2: 1", "3: 2"}},
		{name: "empty-array.json", data: "[]", header: ""},
		{name: "page.json", data: `{"payload":{"pagination":{"page":1},"list":[{"id":"7"},{"id":"8"}],"x":1}}`, header: "id", rows: []string{"1: 7", "1: 8"}},
		{name: "page-lines.json", data: "{\n \"payload\": {\n  \"list\": [\n   {\n    \"id\": 7\n   }\n  ]\n }\n}\n", header: "id", rows: []string{"4: 7"}},
		{name: "pretty.json", data: "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", header: "a", rows: []string{"1: 1", "4: 2"}},
		{name: "bom.jsonl", data: "\uFEFF" + `{"a":"é"}`, header: "a", rows: []string{"1: é"}},
		{name: "utf16.jsonl", data: "\xFF\xFE" + wide(`{"a":"é"}`, false), header: "a", rows: []string{"1: é"}},
		{name: "no-text.jsonl", data: "{\"a\":\"\xE9\"}", header: "a", rows: []string{"1: \uFFFD !not_text"}},
		{name: "cut.json", data: `[{"a":1},{"a":`, err: ErrFormat, message: "ends too early"},
		{name: "damaged.json", data: "[{\"a\":1},\n{a:1}]", err: ErrFormat, message: "line 2"},
		{name: "no-list.json", data: `{"payload":{"items":[]}}`, err: ErrFormat, message: "payload.list"},
		{name: "empty.jsonl", data: "", err: ErrEmpty},
		{name: "too-long.json", data: `[{"a":"` + strings.Repeat("x", 4*firstBuffer) + `"}]`, options: Options{MaxRecord: firstBuffer}, err: ErrTooBig, message: "record"},
	})
}
