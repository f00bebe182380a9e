package schema

import (
	"container/list"
	"context"
	"crypto/sha256"
	"sync"
)

// cacheLimit is how many bytes of schemas a cache keeps ready. What is made of
// one takes some forty times its length.
const cacheLimit = 1 << 20

// Cache keeps schemas ready that were asked for lately, so that what reading
// them takes is spent once and not by every request. Several goroutines may ask
// it. Without a cache, nil, each is read anew.
type Cache struct {
	mu      sync.Mutex
	entries map[[sha256.Size]byte]*list.Element
	recent  list.List // of *entry, the last asked for first
	bytes   int       // of all their texts
	limit   int
}

type entry struct {
	sum   [sha256.Size]byte
	bytes int
	ready chan struct{} // closed when the two below are known
	made  *Schema
	err   error
}

// NewCache returns an empty cache.
func NewCache() *Cache {
	return &Cache{entries: map[[sha256.Size]byte]*list.Element{}, limit: cacheLimit}
}

// Compile is as the function of that name. The first to ask reads the schema,
// from its own budget; others wait for it until ctx ends. Its errors are those of
// the schema, and that the budget is used up or the request has ended.
func (c *Cache) Compile(ctx context.Context, text []byte, of *Budget) (*Schema, error) {
	if of.spent() {
		return nil, errTogether
	}
	if c == nil {
		s, err := Compile(text)
		of.read(s)
		return s, err
	}
	e, first := c.entry(text)
	if first {
		e.made, e.err = Compile(text)
		of.read(e.made)
		close(e.ready)
	}
	select {
	case <-e.ready:
		return e.made, e.err
	case <-ctx.Done():
		return nil, errEnded
	}
}

// entry finds the entry of a schema, or makes room for one that its first asker
// fills.
func (c *Cache) entry(text []byte) (e *entry, first bool) {
	sum := sha256.Sum256(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if element, ok := c.entries[sum]; ok {
		c.recent.MoveToFront(element)
		return element.Value.(*entry), false
	}
	e = &entry{sum: sum, bytes: len(text), ready: make(chan struct{})}
	c.entries[sum] = c.recent.PushFront(e)
	for c.bytes += len(text); c.bytes > c.limit && c.recent.Len() > 1; {
		last := c.recent.Remove(c.recent.Back()).(*entry)
		delete(c.entries, last.sum)
		c.bytes -= last.bytes
	}
	return e, true
}
