package importer

import (
	"iter"
	"sync"

	"rollcall/importer/row"
)

// chunks reads and prepares rows ahead of the batch that is being taken: one
// goroutine reads, several map. Rows come out in file order. One chunk waits at
// most: each takes memory.
type chunks struct {
	ready chan chunkOf
	quit  chan struct{}
	wait  sync.WaitGroup
}

type chunkOf struct {
	rows []*prepared
	err  error
}

func newChunks(reader row.Reader, in *source, opt *Options) *chunks {
	c := &chunks{ready: make(chan chunkOf), quit: make(chan struct{})}
	c.wait.Add(1)
	go func() {
		defer c.wait.Done()
		defer close(c.ready)
		c.read(reader.Rows(), in, opt)
	}()
	return c
}

// read gathers rows into chunks of a batch's size.
func (c *chunks) read(rows iter.Seq2[row.Row, error], in *source, opt *Options) {
	var raw []row.Row
	send := func() bool {
		out := chunkOf{rows: prepareAll(raw, in, opt)}
		clear(raw)
		raw = raw[:0]
		return c.send(out)
	}
	for r, err := range rows {
		if err != nil {
			if len(raw) == 0 || send() {
				c.send(chunkOf{err: err})
			}
			return
		}
		if raw = append(raw, r); len(raw) == opt.Batch && !send() {
			return
		}
	}
	if len(raw) > 0 {
		send()
	}
}

func (c *chunks) send(out chunkOf) bool {
	select {
	case c.ready <- out:
		return true
	case <-c.quit:
		return false
	}
}

// next returns the next rows; none at the end.
func (c *chunks) next() ([]*prepared, error) {
	out, ok := <-c.ready
	if !ok {
		return nil, nil
	}
	return out.rows, out.err
}

// stop ends the reading and waits for it.
func (c *chunks) stop() {
	close(c.quit)
	for range c.ready {
	}
	c.wait.Wait()
}
