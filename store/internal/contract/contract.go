// Package contract holds what every driver does alike and needs no SQL: the
// checks on what is written, the shape of generated ids, and the journal
// entries of merges and undos.
package contract

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
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

// CustomerIDs returns n different customerIds with this prefix, from the
// operating system's randomness. The caller checks that they are unused.
func CustomerIDs(prefix string, n int) []string {
	ids := make([]string, 0, n)
	seen := make(map[uint64]bool, n)
	var random [8 * 128]byte
	for left := random[:0]; len(ids) < n; left = left[8:] {
		if len(left) == 0 {
			rand.Read(random[:]) // never fails: the runtime ends the program instead
			left = random[:]
		}
		number := binary.LittleEndian.Uint64(left)
		if number >= fair {
			continue
		}
		if number %= numbers; !seen[number] {
			seen[number] = true
			ids = append(ids, prefix+padded(number))
		}
	}
	return ids
}

// numbers is how many different ids a prefix has; fair is its largest multiple
// in 64 bits: random numbers from there on would favour the small ids.
const (
	numbers = 10_000_000_000
	fair    = math.MaxUint64 - math.MaxUint64%numbers
)

func padded(number uint64) string {
	return strconv.FormatUint(numbers+number, 10)[1:]
}
