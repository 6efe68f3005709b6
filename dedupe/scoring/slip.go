package scoring

import "rollcall/dedupe/compare"

// slips lets what relatives have in common differ by slips as often as it does
// between records of one customer: the pen does not know whether it writes a family's
// name or address for the same person or for the next one. Of relatives' pairs only
// the share that has the value in common is given.
func (l *learner) slips() {
	for c := range l.model.Parameters {
		p, s := &l.model.Parameters[c], &l.shipped.Parameters[c]
		switch p.kind() {
		case familyName:
			p.slip(household, s, compare.FamilyExact, compare.FamilyNear, compare.FamilyAlike)
		case address:
			p.slip(household, s, compare.PlaceExact, compare.PlaceNear)
			p.slip(neighbours, s, compare.PlaceExact, compare.PlaceNear)
		}
	}
}

// slip parts the shipped share of the levels among a relation's pairs as it is parted
// among matches.
func (p *Parameters) slip(r relation, shipped *Parameters, levels ...compare.Level) {
	common, matches := 0.0, 0.0
	for _, level := range levels {
		common, matches = common+shipped.Near[r][level-1], matches+p.M[level-1]
	}
	for _, level := range levels {
		p.Near[r][level-1] = common * p.M[level-1] / matches
	}
}
