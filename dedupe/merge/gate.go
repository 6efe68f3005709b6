package merge

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// Reasons why a cluster waits for a person, as Gate gives them. The field of a
// blocking conflict follows ReasonDiffers: "differs:suffix". What the
// clustering itself had to say comes in its own words.
const (
	ReasonWeakLink  = "weak_link"               // a link below the policy's auto probability
	ReasonTooMany   = "too_many_members"        // more members than the policy lets through
	ReasonUntrusted = "untrusted_model"         // scored by a model that was set aside
	ReasonDoubt     = "clustering_doubt"        // the clustering asks for review and does not say why
	ReasonChanged   = "changed_since"           // a member changed or the members differ since the cluster was computed
	ReasonKinds     = "person_and_organisation" // no rule settles that
	ReasonDiffers   = "differs:"                // + field
)

// Gate says why a cluster is not to be merged without a person; nothing when it
// may. The reasons are sorted as the constants are, each once.
func Gate(policy Policy, cluster customer.Cluster, plan *Plan) []string {
	var reasons []string
	add := func(when bool, reason string) {
		if when && !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	add(cluster.WeakestLink < policy.Auto.Probability, ReasonWeakLink)
	add(max(len(cluster.Members), 1+len(plan.Secondaries)) > policy.Auto.MaxClusterSize, ReasonTooMany)
	add(!cluster.Trusted, ReasonUntrusted)
	add(cluster.Decision == "review" && len(cluster.Reasons) == 0, ReasonDoubt)
	for _, reason := range cluster.Reasons {
		add(true, reason)
	}
	add(changed(cluster, plan), ReasonChanged)
	for _, conflict := range plan.Blocking() {
		reason := ReasonDiffers + conflict.Field
		if conflict.Field == "kind" {
			reason = ReasonKinds
		}
		add(true, reason)
	}
	return reasons
}

// changed compares the plan's customers with the members that were clustered.
func changed(cluster customer.Cluster, plan *Plan) bool {
	customers := plan.Members()
	if len(customers) != len(cluster.Members) {
		return true
	}
	for _, m := range cluster.Members {
		i := slices.IndexFunc(customers, func(c *customer.Customer) bool { return c.ID == m.ID })
		if i < 0 || customers[i].Version != m.Version {
			return true
		}
	}
	return false
}

// ReasonText says in words what a reason of Gate means.
func ReasonText(reason string) string {
	if field, ok := strings.CutPrefix(reason, ReasonDiffers); ok {
		if field == "name" {
			return "the names differ"
		}
		return "different values in " + field
	}
	switch reason {
	case ReasonWeakLink:
		return "a link is too weak to merge without a person"
	case ReasonTooMany:
		return "too many customers to merge without a person"
	case ReasonUntrusted:
		return "scored by a model that is not trusted"
	case ReasonDoubt:
		return "finding the cluster left doubts"
	case ReasonKinds:
		return "one is a person, another an organisation"
	case ReasonChanged:
		return "a customer changed since it was found"
	}
	return strings.ReplaceAll(reason, "_", " ")
}

// Stop rules against runaway merges.
var (
	ErrShare     = errors.New("more of the base would be merged away than allowed")
	ErrMaxMerges = errors.New("more customers would be merged away than allowed")
)

// Limit refuses a run that would merge away more customers than the policy's
// share of the base (ErrShare), or than maxMerges when that is not 0
// (ErrMaxMerges). base counts the customers before the run, merging those that
// would become secondaries.
func Limit(policy Policy, base, merging, maxMerges int) error {
	if maxMerges > 0 && merging > maxMerges {
		return fmt.Errorf("%w: %d, with a limit of %d; look at them first, then raise the limit (--max-merges) or confirm (--yes)", ErrMaxMerges, merging, maxMerges)
	}
	if float64(merging) > policy.Auto.MaxShare*float64(base) {
		return fmt.Errorf("%w: %d of %d customers, with a limit of %g %%; look at them first, then raise the limit (--max-share) or confirm (--yes)",
			ErrShare, merging, base, 100*policy.Auto.MaxShare)
	}
	return nil
}
