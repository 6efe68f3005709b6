package workbook

import "io"

// ahead reads a part on a goroutine of its own: one core unpacks while another
// takes the XML apart.
type ahead struct {
	src    io.ReadCloser
	blocks chan block
	spare  chan []byte // blocks to use again
	quit   chan struct{}
	ended  chan struct{}
	now    block
	rest   []byte // of now, not yet read
}

// block is a piece of the part; err comes after its data.
type block struct {
	data []byte
	err  error
}

const (
	aheadBlocks = 4
	aheadSize   = 128 << 10
)

func newAhead(src io.ReadCloser) *ahead {
	a := &ahead{src: src, blocks: make(chan block, aheadBlocks), spare: make(chan []byte, aheadBlocks),
		quit: make(chan struct{}), ended: make(chan struct{})}
	for range aheadBlocks {
		a.spare <- make([]byte, aheadSize)
	}
	go a.run()
	return a
}

func (a *ahead) run() {
	defer close(a.ended)
	for {
		select {
		case <-a.quit:
			return
		case buf := <-a.spare:
			n, err := fillBlock(a.src, buf)
			a.blocks <- block{buf[:n], err} // there is room for all blocks
			if err != nil {
				return
			}
		}
	}
}

// fillBlock reads until the block is full or the source ends or fails.
func fillBlock(src io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var more int
		more, err = src.Read(buf[n:])
		n += more
	}
	return n, err
}

// Read implements io.Reader.
func (a *ahead) Read(p []byte) (int, error) {
	for len(a.rest) == 0 {
		if a.now.err != nil {
			return 0, a.now.err
		}
		if a.now.data != nil {
			a.spare <- a.now.data[:aheadSize]
		}
		a.now = <-a.blocks
		a.rest = a.now.data
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// Close ends the reading, waits for it and closes the part.
func (a *ahead) Close() error {
	close(a.quit)
	<-a.ended
	return a.src.Close()
}
