// Package contract holds what every driver does alike and needs no SQL: the
// checks on what is written, the shape of generated ids, and the journal
// entries of merges and undos.
package contract

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"rollcall/store"
)

// Now returns the present time of an opened store in UTC, to microseconds:
// what both engines can keep.
func Now(opts store.Options) time.Time {
	now := time.Now
	if opts.Now != nil {
		now = opts.Now
	}
	return now().UTC().Truncate(time.Microsecond)
}

// Tenant returns the tenant that the options name.
func Tenant(opts store.Options) string {
	if opts.Tenant == "" {
		return store.DefaultTenant
	}
	return opts.Tenant
}

// RunID writes the id of a run that started at t: UTC, to microseconds, so
// that ids sort by time. The caller moves t on by a microsecond as long as the
// id is taken.
func RunID(t time.Time) string {
	t = t.UTC()
	return fmt.Sprintf("%s-%06d", t.Format("20060102-150405"), t.Nanosecond()/1000)
}

// Prefix returns the two digits, 10 to 99, that a tenant's customerIds begin
// with. It depends on the name alone.
func Prefix(tenant string) string {
	h := fnv.New32a()
	h.Write([]byte(tenant))
	return fmt.Sprint(10 + h.Sum32()%90)
}

// numbers is how many different ids a prefix has.
const numbers = 10_000_000_000

func padded(number uint64) string {
	return strconv.FormatUint(numbers+number, 10)[1:]
}
