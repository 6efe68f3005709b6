package ground

import (
	"errors"
	"fmt"
)

// Engines says on which engines a proof runs: sqlite, postgres or both.
type Engines string

// On calls the functions of the engines that are meant, SQLite first, the second
// also when the first failed.
func (e Engines) On(sqlite, postgres func() error) error {
	switch e {
	case "sqlite":
		return sqlite()
	case "postgres":
		return postgres()
	case "both":
		return errors.Join(sqlite(), postgres())
	}
	return fmt.Errorf("--store takes sqlite, postgres or both, not %q", string(e))
}
