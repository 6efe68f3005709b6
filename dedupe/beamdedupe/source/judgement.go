package source

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"rollcall/store/customer"
)

// ErrJudgement says that a line is not a judgement.
var ErrJudgement = errors.New("not a judgement: give left and right (ids) and verdict (match, non-match, unsure)")

// Judgements reads judgements in JSON Lines, as customer.Judgement has it. Errors
// name the file and the line.
func Judgements(ctx context.Context, path string) ([]customer.Judgement, error) {
	var list []customer.Judgement
	for l, err := range readLines(ctx, path) {
		if err != nil {
			return nil, err
		}
		var j customer.Judgement
		err := json.Unmarshal(l.text, &j)
		if err != nil || j.LeftID == 0 || j.RightID == 0 || j.Verdict != customer.SaysMatch && j.Verdict != customer.SaysNonMatch && j.Verdict != customer.SaysUnsure {
			return nil, fmt.Errorf("%s, line %d: %w", path, l.number, ErrJudgement)
		}
		list = append(list, j)
	}
	return list, nil
}

// Judgements returns those that the store keeps.
func (s Store) Judgements(ctx context.Context) ([]customer.Judgement, error) {
	in, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }() // it is only read
	list, err := in.Judgements(ctx)
	if err != nil {
		return nil, fmt.Errorf("read judgements: %w", err)
	}
	return list, nil
}
