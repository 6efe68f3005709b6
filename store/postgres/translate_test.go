package postgres

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"rollcall/store"
)

func TestTranslate(t *testing.T) {
	for code, want := range map[string]error{
		"23505": store.ErrTaken, "53100": store.ErrFull, "57P01": store.ErrLost, "57P03": store.ErrLost, "08006": store.ErrLost,
		"53300": store.ErrLost, "3D000": store.ErrNoStore, "42P01": store.ErrNoStore,
	} {
		err := fmt.Errorf("wrapped: %w", &pgconn.PgError{Code: code, Message: "m"})
		if got := translate(err); !errors.Is(got, want) {
			t.Errorf("%s became %v", code, got)
		}
	}
	if got := translate(io.ErrUnexpectedEOF); !errors.Is(got, store.ErrLost) {
		t.Errorf("a cut connection became %v", got)
	}
	if translate(nil) != nil {
		t.Error("no error became one")
	}
}

// Messages about data quote it; those about objects and circumstances help.
func TestTranslateQuotesNoValue(t *testing.T) {
	secret := "Zanzibar"
	for _, code := range []string{"22P02", "22001", "23514", "23505", "22021"} {
		err := translate(&pgconn.PgError{Code: code, Message: "invalid input: " + secret, Detail: "Key=(" + secret + ")"})
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := translate(&pgconn.PgError{Code: "42501", Message: "permission denied for table customers"}); !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("%v", err)
	}
}
