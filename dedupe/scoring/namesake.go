package scoring

import (
	"math"
)

const (
	fewNamesakes  = 5.0  // pairs' worth of trust in chance
	mostNamesakes = 64.0 // times chance
)

// together learns how many more namesakes there are than chance makes of the
// frequencies of given and family names.
func (l *learner) together(namesakes float64) {
	m := l.model
	chance := partners(m.Records) * float64(m.Records)
	for _, k := range []kind{givenName, familyName} {
		i := m.find(k)
		if i < 0 {
			return
		}
		f := m.frequencies(m.Parameters[i].Comparison)
		filled := f.Holders / float64(max(1, m.Records))
		chance *= f.Repeat * filled * filled
	}
	times := (namesakes + fewNamesakes) / (chance + fewNamesakes)
	m.Together = -math.Log2(min(mostNamesakes, max(1, times)))
}

// frequencies returns those of a comparison.
func (m *Model) frequencies(name string) Frequencies {
	for _, f := range m.Frequencies {
		if f.Comparison == name {
			return f
		}
	}
	return Frequencies{}
}
