package postgres

import (
	"context"

	"rollcall/store/customer"
)

// keepCardholders writes who the cardholders of memberships are.
func (in *intake) keepCardholders(ctx context.Context, list []customer.Related) error {
	var written, importIDs, memberships []string
	for i := range list {
		if list[i].Kind != customer.Memberships {
			continue
		}
		written = append(written, list[i].ID)
		for _, importID := range list[i].Cardholders() {
			importIDs, memberships = append(importIDs, importID), append(memberships, list[i].ID)
		}
	}
	if written == nil {
		return nil
	}
	if _, err := in.exec(ctx, "DELETE FROM cardholders WHERE tenant = $1 AND membership = ANY($2::text[])", in.tenant, written); err != nil {
		return err
	}
	_, err := in.exec(ctx, `INSERT INTO cardholders (tenant, import_id, membership)
SELECT $1::integer, v.import_id, v.membership FROM unnest($2::text[], $3::text[]) v(import_id, membership)`, in.tenant, importIDs, memberships)
	return err
}
