package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/chromedp/chromedp"
)

// quick is how long a page may take on a busy machine while 10,000 wait: far
// more than it needs, far less than reading all of them.
const quick = 2 * time.Second

// tenDecisions walks through ten clusters by the keyboard alone, chooses values
// and a survivor on the way, reloads, and takes one back.
func tenDecisions(ctx context.Context, b *base) error {
	r, t, err := b.visit(ctx, "kim")
	if err != nil {
		return err
	}
	defer t.close()
	fmt.Printf("%d clusters wait\n", r.Waiting)
	if err := t.press("Enter"); err != nil { // begin with the first
		return err
	}
	if err := t.ready(); err != nil {
		return err
	}
	slowest := time.Duration(0)
	for n, key := range []string{"m", "n", "u", "m", "s", "m", "n", "m", "u", "m", "n"} {
		started := time.Now()
		if err := t.decision(n, key); err != nil {
			return fmt.Errorf("decision %d (%s): %w", n+1, key, err)
		}
		if slowest = max(slowest, time.Since(started)); slowest > quick {
			return fmt.Errorf("decision %d took %v", n+1, slowest)
		}
	}
	fmt.Printf("the slowest of them, the next page included, took %v\n", slowest.Round(time.Millisecond))
	if err := all(
		func() error { return t.counted("10 of") },
		t.takesBack,
		func() error { return t.press("?") },
		func() error { _, err := t.until("dialog[open] h2", has("Keys")); return err },
		t.clean,
	); err != nil {
		return err
	}
	return r.end()
}

// decision decides the cluster that is shown by a key, after choosing values
// and reloading where that is asked for, and waits for the next.
func (t *tab) decision(n int, key string) error {
	before, err := t.address()
	if err != nil {
		return err
	}
	if n == 3 {
		if err := t.choosesAndReloads(); err != nil {
			return err
		}
	}
	if err := t.press(key); err != nil {
		return err
	}
	for limit := time.Now().Add(20 * time.Second); time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		at, err := t.address()
		if err == nil && at != before {
			return t.ready()
		}
	}
	problem, _ := t.text(".flash")
	return errors.New("the next cluster did not come: " + problem)
}

// ready waits until a cluster is shown and the keys work.
func (t *tab) ready() error {
	_, err := t.until("html.js .place", has(" of "))
	return err
}

// choosesAndReloads takes the second customer's value of the first field that
// differs, lets the second remain, reloads, and finds both still chosen.
func (t *tab) choosesAndReloads() error {
	says := func(part string) func() error {
		return func() error { _, err := t.until(".says", has(part)); return err }
	}
	var picked int
	return all(
		says("number 1 remains"),
		func() error { return t.press("2") },
		func() error { _, err := t.until("tr.differs td.picked", has("")); return err },
		func() error {
			return t.do(chromedp.Poll(`document.querySelectorAll("tr.differs td.picked").length === 1`, nil))
		},
		func() error { return t.do(chromedp.Evaluate(shiftTwo, nil)) },
		says("number 2 remains"),
		func() error { return t.do(chromedp.Reload()) },
		t.ready,
		says("number 2 remains"),
		func() error {
			return t.do(chromedp.Evaluate(`document.querySelectorAll("tr.differs td.picked").length`, &picked))
		},
		func() error {
			if picked != 1 {
				return fmt.Errorf("%d values are chosen after the reload", picked)
			}
			return nil
		},
	)
}

// shiftTwo is Shift and 2 on any keyboard.
const shiftTwo = `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "@", code: "Digit2", shiftKey: true, bubbles: true}))`

func (t *tab) counted(want string) error {
	_, err := t.until(".progress span", has(want))
	return err
}

// takesBack undoes the last decision: its cluster is shown again.
func (t *tab) takesBack() error {
	return all(
		func() error { return t.press("z") },
		func() error { _, err := t.until(".flash", has("Taken back")); return err },
		func() error { return t.counted("9 of") },
		t.ready,
	)
}

// twoReviewers lets two people go through the same list at once: they are never
// shown the same cluster to decide, and each sees what the other looks at.
func twoReviewers(ctx context.Context, b *base) error {
	var tabs []*tab
	for _, user := range []string{"kim", "lee"} {
		r, t, err := b.visit(ctx, user)
		if err != nil {
			return err
		}
		defer t.close()
		defer func() { _ = r.end() }() // checked in the first walk
		if err := t.press("Enter"); err != nil {
			return err
		}
		if err := t.ready(); err != nil {
			return err
		}
		tabs = append(tabs, t)
	}
	var seen []string
	for n := range 10 {
		t := tabs[n%2]
		title, err := t.text(".members .name")
		if err != nil {
			return err
		}
		at, err := t.address()
		if err != nil {
			return err
		}
		key := at[len("http://"+t.host):]
		if slices.Contains(seen, key) {
			return fmt.Errorf("%s was given to both", title)
		}
		seen = append(seen, key)
		if err := t.decision(n+100, "n"); err != nil {
			return err
		}
	}
	return all(func() error { return heldElsewhere(tabs) }, tabs[0].clean, tabs[1].clean)
}

// heldElsewhere opens what the second looks at in the first one's browser.
func heldElsewhere(tabs []*tab) error {
	at, err := tabs[1].address()
	if err != nil {
		return err
	}
	there := "http://" + tabs[0].host + at[len("http://"+tabs[1].host):]
	if err := tabs[0].do(chromedp.Navigate(there), chromedp.WaitVisible("main.case", chromedp.ByQuery)); err != nil {
		return err
	}
	if _, err := tabs[0].until(".banner", has("lee is looking at this one")); err != nil {
		return err
	}
	var disabled bool
	if err := tabs[0].do(chromedp.Evaluate(`document.querySelector("button.merge").disabled`, &disabled)); err != nil {
		return err
	}
	if !disabled {
		return errors.New("it can be decided all the same")
	}
	if err := tabs[0].do(chromedp.Navigate("http://" + tabs[0].host + "/")); err != nil {
		return err
	}
	_, err = tabs[0].until(".tag.held", has("lee is looking"))
	return err
}
