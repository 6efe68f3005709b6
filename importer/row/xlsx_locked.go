package row

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

const (
	// readOnlyPassword is what Excel encrypts a workbook with that is only
	// marked as read-only: everybody can open it.
	readOnlyPassword = "VelvetSweatshop"
	maxLocked        = 256 << 20 // an encrypted workbook is held in memory
)

// unlocked returns the workbook's archive: the file itself, or what it holds
// when it is encrypted without a password of its own. Old .xls files and
// workbooks with a password are refused.
func unlocked(in *input) (io.ReaderAt, int64, error) {
	var magic [8]byte
	if n, err := in.file.ReadAt(magic[:], 0); err != nil && err != io.EOF {
		return nil, 0, plainPathError(err)
	} else if string(magic[:n]) != oleMagic {
		return in.file, in.size, nil
	}
	if in.size > maxLocked {
		return nil, 0, fmt.Errorf("%w: an encrypted or old workbook of more than %d bytes", ErrTooBig, maxLocked)
	}
	stored, err := io.ReadAll(in.stored())
	if err != nil {
		return nil, 0, plainPathError(err)
	}
	if !bytes.Contains(stored, utf16Bytes("EncryptedPackage")) {
		return nil, 0, fmt.Errorf("%w: an old Office document (.xls, .doc or a mail); save it as XLSX", ErrFormat)
	}
	archive, err := decrypt(stored)
	if err != nil || !bytes.HasPrefix(archive, []byte(zipMagic)) {
		return nil, 0, fmt.Errorf("%w: save it without one", ErrLocked)
	}
	return bytes.NewReader(archive), int64(len(archive)), nil
}

// decrypt shields the program from a decrypter that trusts the file's offsets.
func decrypt(stored []byte) (archive []byte, err error) {
	defer func() {
		if recover() != nil {
			err = ErrFormat
		}
	}()
	return excelize.Decrypt(stored, &excelize.Options{Password: readOnlyPassword})
}

func utf16Bytes(text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
