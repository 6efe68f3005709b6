package merge

import _ "embed"

// DefaultPolicyYAML is the default policy as a policy file, with a comment on
// every field, rule and preference: the reference for those who write one.
//
//go:embed default.yaml
var DefaultPolicyYAML string
