package sqlite

import (
	"fmt"
	"strings"
)

// insertion is an INSERT of many rows.
type insertion struct {
	into    string // table and columns
	columns int    // how many
	then    string // what follows VALUES
}

// groupRows is how many rows go into one statement. More gains nothing.
const groupRows = 50

// insert writes n rows in groups; bind binds the columns of row i. A failure
// undoes the whole transaction, so a statement that fails need not undo its own
// rows first (OR FAIL): that spares a copy of every page it touches.
func (c conn) insert(in insertion, n int, bind func(b *binder, i int)) error {
	one := "(?" + strings.Repeat(",?", in.columns-1) + ")"
	group := fmt.Sprintf("INSERT OR FAIL INTO %s VALUES %s%s %s", in.into, one, strings.Repeat(","+one, groupRows-1), in.then)
	single := fmt.Sprintf("INSERT OR FAIL INTO %s VALUES %s %s", in.into, one, in.then)
	for i := 0; i < n; {
		query, size := group, groupRows
		if n-i < groupRows {
			query, size = single, 1
		}
		_, err := c.run(query, func(b *binder) {
			for k := i; k < i+size; k++ {
				bind(b, k)
			}
		})
		if err != nil {
			return err
		}
		i += size
	}
	return nil
}
