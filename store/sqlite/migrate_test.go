package sqlite_test

import (
	"os"
	"path/filepath"
	"testing"

	zombiezen "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store/storetest"
)

// firstRows is what a store of the first schema holds: two customers, and a
// membership of one that names the other.
const firstRows = `
INSERT INTO tenants (tenant, name, prefix, next_id, seq) VALUES (1, 'default', '42', 3, 7);
INSERT INTO runs (no, tenant, id, kind, parent, status, started_on, made_by, input, first_id) VALUES (1, 1, 'r', 'import', '', 'done', 1, '', '', 1);
INSERT INTO customers (tenant, id, customer_id, import_id, source, external_customer_id, external_id, title, first_name, middle_name, last_name, suffix,
  org_name, email, phone_number, phone_notes, phone_e164, deceased, obfuscated, doc, merged_into, version, seq, created_run, created_on, created_by, updated_on,
  updated_by, email_hash, phone_digits, search)
SELECT 1, n, '42' || n, 'RE-' || n, 'RE', '', '', '', 'Ann', '', 'Lee' || n, '', '', '', '', '', '', 0, 0, '{}', 0, 1, n, 1, 1, '', 1, '', 0, '', 'ann' || char(31) || 'lee' || n
FROM (SELECT 1 AS n UNION SELECT 2);
INSERT INTO related (tenant, kind, id, customer, data, created_run) VALUES
  (1, 'memberships', 'M', 1, '{"cardholders":[{"importId":"RE-2"},{"importId":"RE-2"},{"importId":7},"x"]}', 1),
  (1, 'memberships', 'N', 1, '{"cardholders":{"importId":"RE-2"}}', 1), (1, 'memberships', 'O', 1, '{}', 1), (1, 'orders', 'P', 1, '{"cardholders":[{"importId":"RE-2"}]}', 1);
INSERT INTO memories (tenant, key, customer, source, run, hash, vals) VALUES (1, 'import:RE-1', 1, 'RE', 'r', x'01', '{"a":"1"}'),
  (1, 'import:RE-2', 1, 'RE', 'r', x'02', '{"a":"2"}'), (1, 'IMPORT:RE-1', 2, 'RE', 'r', x'03', '{}'), (1, 'id:1', 1, 'SF', 'gone', x'04', '{}');`

// TestMigrationsFromTheFirst brings a store of the first schema up to date.
func TestMigrationsFromTheFirst(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rollcall.db")
	schema, err := os.ReadFile("migrations/0001_start.sql")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := zombiezen.OpenConn(path, zombiezen.OpenReadWrite|zombiezen.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlitex.ExecuteScript(conn, string(schema)+firstRows, nil); err != nil {
		t.Fatal(err)
	}
	for _, pragma := range []string{"PRAGMA user_version = 1", "PRAGMA application_id = 1919904876", "PRAGMA journal_mode = WAL"} {
		if err := sqlitex.ExecuteTransient(conn, pragma, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	storetest.CheckUpgraded(t, s)
}
