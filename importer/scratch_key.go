package importer

import (
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// keyList is a mapping's key of several fields, or of one that is no id.
type keyList struct {
	name  string
	paths []customer.Path
}

// keyLists are the keys of the inputs that FindBy is asked about.
func keyLists(inputs []Input) []keyList {
	var lists []keyList
	for _, in := range inputs {
		l := keyList{}
		for _, field := range in.Plan.File().Key {
			if path, err := customer.ParsePath(field); err == nil { // content is no field
				l.paths = append(l.paths, path)
			}
		}
		l.name = pathNames(l.paths)
		known := slices.ContainsFunc(lists, func(other keyList) bool { return other.name == l.name })
		if _, id := keyRefs[l.name]; !id && !known && len(l.paths) > 0 {
			lists = append(lists, l)
		}
	}
	return lists
}

// pathNames identifies a list of paths; of one, it is the path.
func pathNames(paths []customer.Path) string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = p.String()
	}
	return strings.Join(names, store.Separator)
}

// print is the fingerprint of a customer's values of the list.
func (l keyList) print(c *customer.Customer) uint64 {
	values := make([]string, len(l.paths))
	for i, p := range l.paths {
		values[i] = c.Text(p)
	}
	return valuesPrint(l.name, values)
}

func valuesPrint(list string, values []string) uint64 {
	return fingerprint(list + store.Separator + strings.Join(values, store.Separator))
}

func refPrint(r customer.Ref) uint64 { return folded(fingerprint(r.Text), stir1+uint64(r.Kind)<<1) }

func recordPrint(kind customer.Kind, id string) uint64 {
	return folded(fingerprint(id), fingerprint(string(kind))|1)
}
