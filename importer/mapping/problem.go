package mapping

import (
	"errors"

	"rollcall/importer/setting"
)

// ErrInvalid is wrapped by every error about a mapping file's contents.
var ErrInvalid = errors.New("mapping is not valid")

// faults returns a collector of what is wrong with a mapping file.
func faults(file string) setting.Problems {
	if file == "" {
		file = "mapping"
	}
	return setting.Problems{File: file, Kind: ErrInvalid}
}
