package importer

// Outcome is what became of a row. Every row read has exactly one.
type Outcome int8

// The outcomes.
const (
	Created Outcome = iota
	Updated
	Unchanged
	Rejected
	Repeated // the same literal key and content stood in the same file before
	Blank
)

// Ledger counts the rows of a run by outcome.
type Ledger struct {
	Read      int64 `json:"read"`
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	Rejected  int64 `json:"rejected"`
	Repeated  int64 `json:"repeated"`
	Blank     int64 `json:"blank"`
}

// Count adds one row.
func (l *Ledger) Count(o Outcome) {
	l.Read++
	switch o {
	case Created:
		l.Created++
	case Updated:
		l.Updated++
	case Unchanged:
		l.Unchanged++
	case Rejected:
		l.Rejected++
	case Repeated:
		l.Repeated++
	case Blank:
		l.Blank++
	}
}

// Add adds another ledger's counts.
func (l *Ledger) Add(o Ledger) {
	l.Read += o.Read
	l.Created += o.Created
	l.Updated += o.Updated
	l.Unchanged += o.Unchanged
	l.Rejected += o.Rejected
	l.Repeated += o.Repeated
	l.Blank += o.Blank
}

// Balanced says whether every row read has an outcome.
func (l Ledger) Balanced() bool {
	return l.Read == l.Created+l.Updated+l.Unchanged+l.Rejected+l.Repeated+l.Blank
}
