package postgres

import (
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"rollcall/store"
)

// PostgreSQL's error codes that mean something to a caller.
const (
	uniqueViolation     = "23505"
	serializationFailed = "40001"
	deadlockDetected    = "40P01"
	diskFull            = "53100"
	noDatabase          = "3D000"
	noTable             = "42P01"
)

// speaking are the classes of codes whose messages name objects, settings or
// circumstances, never a value out of a row.
var speaking = map[string]bool{"08": true, "0A": true, "25": true, "28": true, "3D": true, "3F": true, "42": true,
	"53": true, "54": true, "55": true, "57": true, "58": true, "XX": true}

// translate turns PostgreSQL's codes into the store's errors. What has no
// meaning of its own keeps its code; its message only where that cannot quote
// a customer's value.
func translate(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case lost(err):
		return store.ErrLost
	case !errors.As(err, &pg):
		return err
	}
	switch {
	case pg.Code == uniqueViolation:
		return store.ErrTaken
	case pg.Code == diskFull:
		return store.ErrFull
	case pg.Code == noTable, pg.Code == noDatabase:
		return fmt.Errorf("%w (%s)", store.ErrNoStore, pg.Message)
	case len(pg.Code) == 5 && speaking[pg.Code[:2]]:
		return fmt.Errorf("PostgreSQL: %s (SQLSTATE %s)", pg.Message, pg.Code)
	}
	return fmt.Errorf("PostgreSQL refused the statement (SQLSTATE %s, constraint %q)", pg.Code, pg.ConstraintName)
}

// lost says whether the connection, and with it an open transaction, is gone.
func lost(err error) bool {
	if err == nil {
		return false
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case len(pg.Code) == 5 && pg.Code[:2] == "08", // connection exceptions
			pg.Code == "57P01", pg.Code == "57P02", pg.Code == "57P03", // shut down, crashed, starting
			pg.Code == "53300": // too many connections: there may be room later
			return true
		}
		return false
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.Is(err, store.ErrLost) || errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || pgconn.SafeToRetry(err)
}

// conflicting says whether the server ended the transaction because of another.
func conflicting(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == serializationFailed || pg.Code == deadlockDetected)
}
