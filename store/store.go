// Package store says what a store of customers does, in a few small role
// interfaces. It holds no SQL: the drivers are in sqlite and postgres, the
// contract that both pass is in storetest, and connect turns a URL into a
// Store.
//
// A Store is bound to one tenant and one user when it is opened: no statement
// reads or writes another tenant's rows. One program may write per tenant at a
// time (Lock); readers never wait and never see half a batch or half a merge.
// Every method that writes is one transaction: all of it happens, or nothing.
package store

import (
	"context"
	"iter"
	"time"

	"rollcall/store/customer"
)

// DefaultTenant is the tenant of a command that names none.
const DefaultTenant = "default"

// Mode says what an opened store is for.
type Mode int8

// The modes. Read refuses a store that does not exist or has no schema with
// ErrNoStore, and one whose schema is older with ErrOlder; Write creates or
// migrates it. Inspect is Read for an older schema too: only Status and Close may be called
// then. All refuse a newer schema with ErrNewer.
const (
	Read Mode = iota
	Write
	Inspect
)

// Options bind a store when it is opened.
type Options struct {
	Tenant string           // "": DefaultTenant
	User   string           // who changes; attribution, not authentication
	Mode   Mode             // what it is opened for
	Now    func() time.Time // nil: the system's clock. Kept to microseconds, UTC
}

// Store is everything that the program asks of its store. Consumers declare
// the part that they need.
type Store interface {
	Customers
	Intake
	Runs
	Matches
	Merges
	Reviews
	Privacy
	Keeper
}

// Customers answers questions about customers.
type Customers interface {
	// Find returns, for each reference in order, the customers that hold the
	// key. Merged-away customers are found too and lead to their survivor,
	// through chains. Hits are sorted by Named; an unknown key has none.
	// One statement for all of them, however many.
	Find(ctx context.Context, refs []customer.Ref) ([][]Hit, error)
	// FindBy is Find by the values of several fields together: values[i][k] is
	// compared exactly with the text of paths[k]. Live customers only.
	FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]Hit, error)
	// Load returns the customers of these ids in the same order, merged-away
	// ones as they stand; an id that does not exist is ErrNotFound.
	Load(ctx context.Context, ids []int64, include Include) ([]*customer.Customer, error)
	// MergedInto returns the ids, ascending, of all customers that were merged into
	// these, through chains. One statement for all of them, however many.
	MergedInto(ctx context.Context, ids []int64) ([]int64, error)
	// List streams the customers that answer the question, in its order. It is
	// single use; an error ends it; an early break releases everything.
	List(ctx context.Context, q Query) iter.Seq2[*customer.Customer, error]
	// Count returns how many customers answer the question, pages left aside.
	Count(ctx context.Context, q Query) (int64, error)
}

// Hit is one customer that a key names: the one that holds the key, and the
// live one that it stands for today (the same unless merged away).
type Hit struct{ Named, Survivor int64 }

// Intake is the import path: it recalls what keys said last and takes batches.
type Intake interface {
	// Recall returns, for each key in order, what it said last; a Memory with
	// an empty Key where nothing is known. Of keys import:X it also says who
	// holds the import id X, whatever that key said. A fixed number of statements.
	Recall(ctx context.Context, keys []string) ([]Memory, error)
	// KeysOf streams the keys last received from a customerSource, by their
	// bytes, each with the customer that it was taken for.
	KeysOf(ctx context.Context, source string) iter.Seq2[SourceKey, error]
	// Reserve returns n fresh ids, ascending, and n fresh customerIds (tenant
	// prefix and ten digits that look random, unused in this tenant). What is not used
	// is never given out again.
	Reserve(ctx context.Context, n int) (ids []int64, customerIDs []string, err error)
	// Related returns the records of one kind with these ids, in order; a
	// Related with an empty ID where there is none.
	Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error)
	// Take writes a batch and the run's checkpoint in one transaction. A
	// customer that no longer stands at its Base version is ErrStale, an
	// import id or customerId that another customer holds is ErrTaken:
	// nothing of the batch is written then.
	Take(ctx context.Context, batch Batch) error
	// Tally counts what the history rows of a run hold: the ledger is checked
	// against it.
	Tally(ctx context.Context, run string) (Tally, error)
}

// Memory is what a key said last: the values last taken under it.
type Memory struct {
	Key      string // kind and literal key, e.g. "import:RE-100", "orders:77", "content:<hash>"; unique per tenant
	Customer int64  // the customer it was taken for; may be merged away today
	Survivor int64  // set by Recall: the live customer that this is today
	Source   string // customerSource of the rows that use it
	Run      string // the run that last changed it
	Hash     []byte // fingerprint of the cells as last taken; at most 32 bytes
	Values   []byte // the cells as a JSON object of path to text; canonical
	Holder   Hit    // set by Recall for a key import:X: the customer with the import id X; zero where nobody has it
}

// SourceKey is a key that a source uses.
type SourceKey struct {
	Key      string
	Customer int64
}

// Batch is what one transaction of an import, a hand change or a note writes.
type Batch struct {
	Run        string
	New        []*customer.Customer // with reserved ID and CustomerID, ImportID and Version; Related is taken too. CreatedOn.. are set by the store
	Changed    []Revision           // at most one per customer
	Journal    []customer.Change    // in order; Seq, RunID, On and By are set by the store. Creations have no entry
	Memories   []Memory             // inserted or replaced by key
	Related    []customer.Related   // inserted or replaced by kind and id, for CustomerID
	Checkpoint []byte               // JSON kept on the run; nil leaves it as it was
}

// Revision is a customer's whole new state, its related records apart. The
// Version it carries is the new one; Base is the one it must stand at now. A
// merged-away customer is revised like any other and stays merged away.
type Revision struct {
	Customer *customer.Customer
	Base     int64
}

// Tally is what a run did, counted from the stored history.
type Tally struct {
	Created        int64 // customers created by the run
	Updated        int64 // journal entries of op import
	RelatedCreated int64 // related records first written by the run
	RelatedUpdated int64 // journal entries of op related
}

// Runs keeps the runs and the writers' lock.
type Runs interface {
	// Begin keeps a new run: ID (sortable by time), StartedOn, By and the
	// status running are set.
	Begin(ctx context.Context, r *customer.Run) error
	// Finish keeps the run's status, summary, EndedOn and Seq. Its other
	// columns stay as they are.
	Finish(ctx context.Context, r *customer.Run) error
	// RunByID returns a run, or ErrNotFound.
	RunByID(ctx context.Context, id string) (*customer.Run, error)
	// ListRuns returns runs, newest first.
	ListRuns(ctx context.Context, q RunQuery) ([]customer.Run, error)
	// Lock makes this program the tenant's only writer until release is
	// called or the program dies. Another holder is waited for as long as wait
	// says, then a *LockedError (errors.Is ErrLocked) names it.
	Lock(ctx context.Context, holder string, wait time.Duration) (release func() error, err error)
}

// RunQuery narrows ListRuns; zero fields leave all in.
type RunQuery struct {
	Kind   string
	Parent string
	Input  string
	Status customer.RunStatus
	Limit  int
}

// Merges executes and undoes merges and reads the journal.
type Merges interface {
	// Merge executes plans in one transaction: the survivor is written,
	// related records of the secondaries move to it, secondaries become
	// tombstones that keep their own values, the journal and the merge with
	// its before-images are kept. A plan whose members changed since (their
	// versions are those of Merge.Before) or are merged away already is left
	// out, and its outcome says so; the others happen.
	Merge(ctx context.Context, run string, plans []MergePlan) ([]MergeOutcome, error)
	// Undo executes undo plans in one transaction: customers are written as
	// given, secondaries live again, records move back, judgements are kept.
	// ErrStale where a customer is no longer at its Base version, ErrUndone
	// where the merge was undone before.
	Undo(ctx context.Context, run string, plans []UndoPlan) error
	// ListMerges returns merges, oldest first, undone ones too.
	ListMerges(ctx context.Context, q MergeQuery) ([]customer.Merge, error)
	// Journal streams the changes that answer the question, oldest first.
	Journal(ctx context.Context, q JournalQuery) iter.Seq2[customer.Change, error]
}

// Privacy takes people out of the store.
type Privacy interface {
	// Obfuscate removes the personal values of customers, for good and in one
	// transaction: from the live customers that these ids stand for, from all
	// that were merged into them, from merges' images and choices, the journal,
	// the values and fingerprints that keys said last, judgements' comments and
	// related records. Ids, keys that are ids, dates, amounts and the shape of
	// everything stay; a key made of other values is replaced by one that Recall
	// finds by the key as it was. Versions grow by one, unless the customer was
	// obfuscated before. An unknown id is ErrNotFound. Where it returns no error,
	// the bytes that hold the store do not show the values any more, as far as
	// the engine lets it reach them.
	Obfuscate(ctx context.Context, run string, ids []int64) error
}

// MergePlan is a merge to execute. Merge carries Cluster, Survivor,
// Secondaries, Choices and Before (survivor first); the store sets the rest.
type MergePlan struct {
	Merge  customer.Merge
	Result *customer.Customer // the survivor after the merge; its Version is the present one and grows by one
}

// MergeOutcome tells what became of a plan, in the plans' order.
type MergeOutcome struct {
	Merge int64 // the merge's id; 0 when Err is set
	Moved []customer.Move
	Err   error // ErrStale: a member changed or was merged away since
}

// UndoPlan is a merge to undo.
type UndoPlan struct {
	Merge      int64
	Restore    []Revision // survivor and secondaries; MergedInto as it shall be
	Back       []customer.Move
	Judgements []customer.Judgement
}

// MergeQuery narrows ListMerges; zero fields leave all in.
type MergeQuery struct {
	ID       int64
	Runs     []string
	Customer int64 // survivor or secondary
	Images   bool  // load Before; nil otherwise
}

// JournalQuery narrows Journal; zero fields leave all in.
type JournalQuery struct {
	Customers []int64
	Runs      []string
	AfterSeq  int64
}

// Keeper tells about the store itself.
type Keeper interface {
	// Status describes the store.
	Status(ctx context.Context) (Status, error)
	// Check verifies the store's invariants and returns what it found wrong;
	// nothing found means clean.
	Check(ctx context.Context) ([]Finding, error)
	// Seq returns the journal's present sequence.
	Seq(ctx context.Context) (int64, error)
	// Prunable tells what Prune would delete, and changes nothing.
	Prunable(ctx context.Context, before time.Time) (Pruning, error)
	// Prune deletes what was kept for history and undo before a moment: the
	// journal's oldest entries, up to the first that is not older, and the
	// images, choices and moves of the merges made up to there. Customers,
	// tombstones, runs, judgements, what keys said last, the last outcome of
	// dedupe and the sequence stay; so do merges themselves, as Pruned.
	Prune(ctx context.Context, before time.Time) (Pruning, error)
	Close() error
}

// Pruning is what a pruning deletes.
type Pruning struct {
	Changes int64       // entries of the journal
	Merges  int64       // merges that lose what an undo needs, undone ones too
	Undos   []EndedUndo // those of them that could be undone until now, oldest first
}

// EndedUndo is a merge that cannot be undone any more.
type EndedUndo struct {
	Merge int64     `json:"merge"`
	Run   string    `json:"run"`
	On    time.Time `json:"on"`
}

// Status describes a store for people and monitoring.
type Status struct {
	Engine   string           `json:"engine"`  // sqlite or postgres, with its version
	Place    string           `json:"place"`   // path or URL, without password
	Schema   int              `json:"schema"`  // the schema's version
	Pending  int              `json:"pending"` // migrations not yet applied
	Bytes    int64            `json:"bytes"`
	Rows     map[string]int64 `json:"rows"` // by table, this tenant's
	LockedBy string           `json:"lockedBy,omitempty"`
}

// Finding is one violated invariant: what, how often, and example ids.
type Finding struct {
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Count    int64    `json:"count"`
	Examples []string `json:"examples,omitempty"`
}
