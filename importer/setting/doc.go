// Package setting reads the YAML files in which people say what they want:
// mappings, policies, pipelines, configurations. It is the only package that
// knows the YAML library, and a leaf that every other may use.
//
// Parse gives a Document; its Root is an Entry, and an Entry is asked for what
// it should hold: keys, a list, a text, a number, a word out of a few. What is
// written wrongly is collected with its line and column, so that a person sees
// every fault of a file at once:
//
//	doc := setting.Parse(setting.Source{File: name, Data: data, Kind: ErrInvalid})
//	doc.Root("a policy").Read(
//		setting.Into("name", &name, setting.Entry.Text),
//		setting.Into("shards", &shards, setting.Entry.Count),
//	)
//	err := doc.Err()
//
// Scalars are read as they are written: 00123 stays 00123. Anchors, aliases and
// merge keys are followed; tags are not supported.
package setting
