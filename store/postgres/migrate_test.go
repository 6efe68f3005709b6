package postgres_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
	"rollcall/store/storetest"
)

// firstRows is what a store of the first schema holds: two customers, and a
// membership of one that names the other.
const firstRows = `
CREATE TABLE rollcall_schema (version integer PRIMARY KEY, applied_on timestamptz NOT NULL DEFAULT now());
INSERT INTO rollcall_schema (version) VALUES (1);
INSERT INTO tenants (name, prefix, seq) VALUES ('default', '42', 7);
INSERT INTO reservations (tenant, next_id) VALUES (1, 3);
INSERT INTO runs (tenant, id, kind, parent, status, started_on, made_by, input) VALUES (1, 'r', 'import', '', 'done', 1, '', '');
INSERT INTO customers (tenant, id, customer_id, import_id, source, external_customer_id, external_id, title, first_name, middle_name, last_name, suffix,
  org_name, email, phone_number, phone_notes, phone_e164, deceased, obfuscated, doc, merged_into, version, seq, created_run, created_on, created_by, updated_on,
  updated_by, email_key, phone_digits, search)
SELECT 1, n, '42' || n, 'RE-' || n, 'RE', '', '', '', 'Ann', '', 'Lee' || n, '', '', '', '', '', '', false, false, '{}', 0, 1, n, 1, 1, '', 1, '', '', '', E'ann\x1flee' || n
FROM generate_series(1, 2) n;
INSERT INTO related (tenant, kind, id, customer, data, created_run) VALUES
  (1, 'memberships', 'M', 1, '{"cardholders":[{"importId":"RE-2"},{"importId":"RE-2"},{"importId":7},"x"]}', 1),
  (1, 'memberships', 'N', 1, '{"cardholders":{"importId":"RE-2"}}', 1), (1, 'memberships', 'O', 1, '{}', 1), (1, 'orders', 'P', 1, '{"cardholders":[{"importId":"RE-2"}]}', 1);
INSERT INTO memories (tenant, key, customer, source, run, hash, vals) VALUES (1, 'import:RE-1', 1, 'RE', 'r', '\x01', '{"a":"1"}'),
  (1, 'import:RE-2', 1, 'RE', 'r', '\x02', '{"a":"2"}'), (1, 'IMPORT:RE-1', 2, 'RE', 'r', '\x03', '{}'), (1, 'id:1', 1, 'SF', 'gone', '\x04', '{}')`

// TestMigrationsFromTheFirst brings a store of the first schema up to date.
func TestMigrationsFromTheFirst(t *testing.T) {
	url := pgtest.URL(t)
	schema, err := os.ReadFile("migrations/0001_schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.PgConn().Exec(t.Context(), string(schema)+firstRows).ReadAll(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	s, err := postgres.Open(t.Context(), url, store.Options{Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	storetest.CheckUpgraded(t, s)
}
