package beamdedupe

import (
	"math"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/store/customer"
)

// How pairs and clusters travel: a parcel holds many.

func appendPair(b []byte, p *customer.Pair) []byte {
	b = wire.AppendText(wire.AppendText(wire.AppendInts(b, p.LeftID, p.RightID), p.LeftImport), p.RightImport)
	b = wire.AppendHash(wire.AppendHash(b, math.Float64bits(p.Weight)), math.Float64bits(p.Probability))
	b = wire.AppendInts(wire.AppendText(wire.AppendText(b, string(p.Decision)), p.Rule), int64(len(p.Levels)))
	for _, level := range p.Levels {
		b = wire.AppendText(b, level)
	}
	return b
}

// readPair reads what appendPair wrote.
func readPair(r *wire.Reader) customer.Pair {
	p := customer.Pair{LeftID: r.Int(), RightID: r.Int(), LeftImport: r.Text(), RightImport: r.Text(),
		Weight: math.Float64frombits(r.Hash()), Probability: math.Float64frombits(r.Hash()),
		Decision: customer.Decision(r.Text()), Rule: r.Text()}
	for range r.Int() {
		p.Levels = append(p.Levels, r.Text())
		if r.Err() != nil {
			break
		}
	}
	return p
}

func pairsIn(parcel parcel.Parcel) (list []customer.Pair, err error) {
	r := parcel.Read()
	for r.More() {
		list = append(list, readPair(&r))
	}
	return list, r.Err()
}

func appendCluster(b []byte, c *customer.Cluster) []byte { return wire.AppendBytes(b, writeFact(c)) }

// readCluster reads what appendCluster wrote.
func readCluster(r *wire.Reader) (c customer.Cluster, err error) {
	data := r.Bytes()
	if err := r.Err(); err != nil {
		return c, err
	}
	return c, parseFact(data, &c)
}

func clustersIn(parcels ...parcel.Parcel) (list []customer.Cluster, err error) {
	for _, p := range parcels {
		r := p.Read()
		for r.More() {
			c, err := readCluster(&r)
			if err != nil {
				return nil, err
			}
			list = append(list, c)
		}
		if err := r.Err(); err != nil {
			return nil, err
		}
	}
	return list, nil
}
