package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// scene is a page to take pictures of, and how to come there.
type scene struct {
	name string
	way  []chromedp.Action
}

// takePictures takes every page at three widths, light and dark.
func takePictures(ctx context.Context, b *base, dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	r, t, err := b.visit(ctx, "kim")
	if err != nil {
		return err
	}
	defer t.close()
	for _, s := range t.scenes() {
		if err := t.do(s.way...); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if err := t.pictures(dir, s.name); err != nil {
			return err
		}
	}
	return errors.Join(t.clean(), r.Wait()) // Finish ends it with 0
}

// scenes are the list, and the hand-made clusters found by searching.
func (t *tab) scenes() []scene {
	list := []scene{{"list", nil}}
	for _, who := range []struct{ name, search string }{{"long", "hohenlohe"}, {"arabic", "alhashimi"}, {"cjk", "sasaki"}, {"four", "odonnell"}, {"plain", "RE-100"}} {
		list = append(list, scene{who.name, []chromedp.Action{
			chromedp.Navigate("http://" + t.host + "/"), chromedp.WaitVisible("main", chromedp.ByQuery),
			chromedp.SetValue("input[name=search]", who.search, chromedp.ByQuery), chromedp.Submit("form.filter", chromedp.ByQuery),
			chromedp.WaitVisible(".list a, .empty", chromedp.ByQuery), chromedp.Click(".list a", chromedp.ByQuery), chromedp.WaitVisible("html.js main.case", chromedp.ByQuery)}})
	}
	list = append(list, scene{"chosen", []chromedp.Action{chromedp.KeyEvent("2"), chromedp.WaitVisible("td.picked", chromedp.ByQuery)}})
	return append(list,
		scene{"keys", []chromedp.Action{chromedp.KeyEvent("?"), chromedp.WaitVisible("dialog[open]", chromedp.ByQuery), chromedp.Sleep(100 * time.Millisecond)}},
		scene{"end", []chromedp.Action{chromedp.KeyEvent(kb.Escape), chromedp.Click(`form[action="/finish"] button`, chromedp.ByQuery), chromedp.WaitVisible("main.end", chromedp.ByQuery)}})
}

func (t *tab) pictures(dir, name string) error {
	for _, width := range []int64{400, 1000, 1600} {
		for _, scheme := range []string{"light", "dark"} {
			var png []byte
			err := t.do(
				emulation.SetDeviceMetricsOverride(width, 900, 1, width < 500),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
				chromedp.FullScreenshot(&png, 100))
			if err != nil {
				return err
			}
			if err := errors.Join(t.fits(width), t.readable()); err != nil {
				return fmt.Errorf("%s at %d, %s: %w", name, width, scheme, err)
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), png, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// fits checks that the page itself does not scroll sideways.
func (t *tab) fits(width int64) error {
	var wide int64
	if err := t.do(chromedp.Evaluate(`document.documentElement.scrollWidth`, &wide)); err != nil {
		return err
	}
	if wide > width {
		return fmt.Errorf("the page is %d wide", wide)
	}
	return nil
}
