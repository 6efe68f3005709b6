package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a browser of its own, with what it asked for.
type tab struct {
	ctx    context.Context
	close  func()
	host   string
	mu     sync.Mutex
	abroad []string // addresses asked for that are not the server's
	broken []string // what the page complained about
}

// open starts a browser and follows a reviewer's link.
func open(ctx context.Context, link string) (*tab, error) {
	u, err := url.Parse(link)
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.WindowSize(1300, 900),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
	allocated, stop := chromedp.NewExecAllocator(ctx, options...)
	inner, cancel := chromedp.NewContext(allocated, chromedp.WithErrorf(func(string, ...any) {})) // it reports events that it does not know
	t := &tab{ctx: inner, host: u.Host, close: func() { cancel(); stop() }}
	chromedp.ListenTarget(inner, t.listen)
	if err := chromedp.Run(inner); err != nil { // the browser lives as long as the first call's context
		return nil, err
	}
	if err := t.do(network.Enable(), chromedp.Navigate(link)); err != nil {
		return nil, fmt.Errorf("open the link: %w", err)
	}
	if _, err := t.until("html.js h1", has("waits")); err != nil {
		said, _ := t.text("body")
		return nil, fmt.Errorf("the link leads to: %s", said)
	}
	return t, nil
}

// listen notes what is asked for elsewhere, and what is refused.
func (t *tab) listen(event any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Host != t.host {
			t.abroad = append(t.abroad, e.Request.URL)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			t.broken = append(t.broken, e.ErrorText+" "+string(e.BlockedReason))
		}
	}
}

// clean says what must not have happened.
func (t *tab) clean() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.abroad)+len(t.broken) > 0 {
		return fmt.Errorf("asked elsewhere: %v; failed: %v", t.abroad, t.broken)
	}
	return nil
}

func (t *tab) do(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(t.ctx, 30*time.Second)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// text of the first element; "" when there is none.
func (t *tab) text(selector string) (text string, err error) {
	err = t.do(chromedp.Evaluate(fmt.Sprintf(`(document.querySelector(%q) || {}).textContent || ""`, selector), &text))
	return strings.TrimSpace(text), err
}

// press types a key; "Enter" is that key.
func (t *tab) press(key string) error {
	if key == "Enter" {
		key = kb.Enter
	}
	return t.do(chromedp.KeyEvent(key))
}

// until waits for a text to be as it should.
func (t *tab) until(selector string, good func(string) bool) (string, error) {
	var text string
	for limit := time.Now().Add(20 * time.Second); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
		var err error
		if text, err = t.text(selector); err == nil && good(text) {
			return text, nil
		}
	}
	return text, fmt.Errorf("%s still reads %q", selector, text)
}

func has(part string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, part) }
}

// address is where the tab is.
func (t *tab) address() (at string, err error) {
	err = t.do(chromedp.Location(&at))
	return at, err
}

// all runs steps until one fails.
func all(steps ...func() error) error {
	for i, step := range steps {
		if err := step(); err != nil {
			return errors.Join(fmt.Errorf("step %d", i+1), err)
		}
	}
	return nil
}
