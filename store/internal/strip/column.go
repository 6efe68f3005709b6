package strip

// column gathers one path of the customers that are added one after the other.
type column struct {
	words   dictionary
	codes   []uint32 // the customers' words; who comes after them has word 0
	count   int      // customers that have a word
	last    string   // the word added last, and its number
	number  uint32
	skipped bool // there are too many words, whatever comes

	folds []uint32 // by word: the number of its fold in the column of all addresses, from 1
}

// full says that a column has more words than are worth keeping.
func (c *column) full() bool { return c.words.len() > mostWords }

// put gives the n-th customer its word, and the empty one to those before that
// have none yet.
func (c *column) put(n int, word string) {
	if c.skipped {
		return
	}
	c.fill(n)
	if word != c.last || c.words.len() == 0 {
		c.last, c.number = word, c.words.number(word)
	}
	c.push(c.number, 1)
}

// fill gives the customers before the n-th that have no word yet the empty one.
func (c *column) fill(n int) {
	if c.count < n && !c.skipped {
		c.push(c.words.number(""), n-c.count)
	}
}

// push gives the next so many customers a word.
func (c *column) push(number uint32, customers int) {
	if number != 0 {
		for len(c.codes) < c.count {
			c.codes = append(c.codes, 0)
		}
		for range customers {
			c.codes = append(c.codes, number)
		}
	}
	c.count += customers
}

// present says whether a word is there that is not empty.
func (c *column) present() bool {
	return c.skipped || len(c.words.text) > 0
}

// encode writes a path's strip of customers in this order, or that it was not
// worth keeping.
func (c *column) encode(path string, order []int) []byte {
	c.fill(len(order))
	if c.skipped || c.full() && !worthAll[path] {
		return []byte{formSkipped}
	}
	codes := make([]uint32, len(order))
	for i, at := range order {
		if at < len(c.codes) {
			codes[i] = c.codes[at]
		}
	}
	return encode(&c.words, codes)
}
