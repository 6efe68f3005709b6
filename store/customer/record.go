package customer

import (
	"encoding/json"
	"time"
)

// RunStatus says how a run stands.
type RunStatus string

// The states of a run.
const (
	Running     RunStatus = "running"
	Done        RunStatus = "done"
	Failed      RunStatus = "failed"
	Stopped     RunStatus = "stopped"     // at a stop rule; can be resumed
	Interrupted RunStatus = "interrupted" // by a signal or a kill; can be resumed
)

// Run is one execution of import, dedupe, merge, undo, set or a pipeline.
type Run struct {
	ID         string          `json:"run"`
	Kind       string          `json:"kind"`             // import, dedupe, merge, apply (a merge by hand), undo, set, note, obfuscate, pipeline
	Parent     string          `json:"parent,omitempty"` // the pipeline's run
	Status     RunStatus       `json:"status"`
	StartedOn  time.Time       `json:"startedOn"`
	EndedOn    time.Time       `json:"endedOn,omitzero"`
	By         string          `json:"by,omitempty"`
	Input      string          `json:"input,omitempty"`      // fingerprint of file hashes, mapping and options: what --resume looks for
	Config     json.RawMessage `json:"config,omitempty"`     // options and file hashes, without secrets
	Summary    json.RawMessage `json:"summary,omitempty"`    // the command's JSON summary
	Checkpoint json.RawMessage `json:"checkpoint,omitempty"` // opaque to the store; committed with the batch it speaks of
	Seq        int64           `json:"seq,omitempty"`        // the journal's sequence when the run ended
}

// Decision is what a pair's probability, or a person, says of it.
type Decision string

// The decisions.
const (
	Matched       Decision = "match"
	PossibleMatch Decision = "possible_match"
	NonMatch      Decision = "non_match"
)

// Pair is a scored candidate pair. The left import id is bytewise the smaller.
type Pair struct {
	LeftID, RightID         int64
	LeftImport, RightImport string
	Weight                  float64 // match weight: log2 of the Bayes factor and the prior odds
	Probability             float64
	Decision                Decision
	Rule                    string   // the first blocking rule that brought it up
	Levels                  []string // one per comparison, in the order of Matching.Comparisons
}

// Cluster is a set of two or more customers judged to be one.
type Cluster struct {
	ID          string // from the smallest import id of its members at its birth; stable
	Members     []Member
	WeakestLink float64  // the lowest match probability on the links that hold it together
	Decision    string   // auto or review
	Reasons     []string // why it is not auto, as snake_case words
	Trusted     bool     // scored by a trusted model
}

// Member is a customer in a cluster, as it stood when it was clustered.
type Member struct {
	ID       int64
	ImportID string
	Version  int64
}

// Verdict is a person's answer about a pair.
type Verdict string

// The verdicts.
const (
	SaysMatch    Verdict = "match"
	SaysNonMatch Verdict = "non-match"
	SaysUnsure   Verdict = "unsure"
)

// Judgement is a verdict on two customers, kept for ever; the newest counts.
type Judgement struct {
	LeftID  int64     `json:"left"`
	RightID int64     `json:"right"`
	Verdict Verdict   `json:"verdict"`
	By      string    `json:"by,omitempty"`
	On      time.Time `json:"on,omitzero"`
	Comment string    `json:"comment,omitempty"`
	Origin  string    `json:"origin,omitempty"` // judge, decisions, review, undo
}

// The operations of the journal.
const (
	OpImport     = "import"         // a row changed the customer
	OpThrough    = "import_through" // a row changed a merged customer, and the survivor followed
	OpAgreed     = "import_agreed"  // a row said what the customer had already; Before is what the row said last
	OpRelated    = "related"        // a row changed a related record of the customer
	OpSet        = "set"            // a person changed the customer by hand
	OpMerge      = "merge"          // on the survivor
	OpMergedAway = "merged_away"    // on a secondary
	OpUndo       = "undo"
	OpObfuscate  = "obfuscate"
)

// Change is one entry of the journal: what one operation changed on one
// customer. Seq only grows and is never exported.
type Change struct {
	Seq      int64         `json:"seq"`
	Customer int64         `json:"customer"`
	Version  int64         `json:"version"` // after the change
	RunID    string        `json:"run,omitempty"`
	Op       string        `json:"op"`            // OpImport, OpSet...
	Key      string        `json:"key,omitempty"` // the key it came through, as Memory.Key
	On       time.Time     `json:"on"`
	By       string        `json:"by,omitempty"`
	Fields   []FieldChange `json:"fields,omitempty"`
	Moved    []Move        `json:"moved,omitempty"`
}

// Move is a related record that went from one customer to another.
type Move struct {
	Kind Kind   `json:"kind"`
	ID   string `json:"id"`
	From int64  `json:"from"`
	To   int64  `json:"to"`
}

// Merge is one executed merge, with all that undoing it needs.
type Merge struct {
	ID          int64     `json:"merge"`
	RunID       string    `json:"run,omitempty"`
	Cluster     string    `json:"cluster,omitempty"`
	Survivor    int64     `json:"survivor"`
	Secondaries []int64   `json:"secondaries"`
	On          time.Time `json:"on"`
	By          string    `json:"by,omitempty"`
	UndoneOn    time.Time `json:"undoneOn,omitzero"`
	UndoneBy    string    `json:"undoneBy,omitempty"`
	Choices     []Choice  `json:"choices,omitempty"`
	Moved       []Move    `json:"moved,omitempty"`
	Pruned      bool      `json:"pruned,omitempty"` // too old to undo: Choices, Moved and Before are gone
	Seq         int64     `json:"-"`                // the journal's sequence just after the merge
	Before      []Image   `json:"-"`                // survivor first: each member as it stood before
}

// Choice is the value that a merge gave a field, and why.
type Choice struct {
	Field  string `json:"field"`
	Value  string `json:"value"`
	From   int64  `json:"from,omitempty"` // the member that had it; 0: joined from several
	Rule   string `json:"rule"`           // the survivorship rule, or "chosen" by a person
	Reason string `json:"reason"`
}

// Image is one customer's own state at a moment, related records left out.
type Image struct {
	Customer *Customer
}

type imageJSON struct {
	ID         int64           `json:"id"`
	CustomerID string          `json:"customerId"`
	E164       string          `json:"e164,omitempty"`
	Version    int64           `json:"version"`
	Core       []string        `json:"core"` // portable core fields, in CoreFields order
	Doc        json.RawMessage `json:"doc"`
}

// MarshalJSON writes the image in a compact form that UnmarshalJSON reads.
func (m Image) MarshalJSON() ([]byte, error) {
	c := m.Customer
	i := imageJSON{ID: c.ID, CustomerID: c.CustomerID, E164: c.PhoneE164, Version: c.Version, Doc: c.EncodeDoc()}
	for k := range CoreFields {
		if CoreFields[k].Portable {
			i.Core = append(i.Core, CoreFields[k].Get(c))
		}
	}
	return marshal(i), nil
}

// UnmarshalJSON reads an image.
func (m *Image) UnmarshalJSON(data []byte) error {
	var i imageJSON
	if err := json.Unmarshal(data, &i); err != nil {
		return err
	}
	c := &Customer{ID: i.ID, CustomerID: i.CustomerID, PhoneE164: i.E164, Version: i.Version}
	n := 0
	for k := range CoreFields {
		if CoreFields[k].Portable && n < len(i.Core) {
			CoreFields[k].Set(c, i.Core[n])
			n++
		}
	}
	m.Customer = c
	return c.DecodeDoc(i.Doc)
}
