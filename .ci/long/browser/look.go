package main

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// pale lists texts whose contrast with what is behind them is below 4.5 to 1,
// large ones below 3, and controls that have no name.
const pale = `(() => {
  const channel = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const parse = text => (text.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = c => .2126 * channel(c[0]) + .7152 * channel(c[1]) + .0722 * channel(c[2]);
  const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > .5) return c; } return [255, 255, 255]; };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement, text = texts.currentNode.textContent.trim(), box = e.getBoundingClientRect();
    if (!text || box.width < 2 || e.closest(":disabled, option, script") || !e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})) continue;
    const style = getComputedStyle(e), a = light(parse(style.color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700;
    if (ratio < (large ? 3 : 4.5)) found.push(text.slice(0, 30) + " " + ratio.toFixed(2));
  }
  for (const e of document.querySelectorAll("button, select, input:not([type=hidden])")) {
    if (!(e.textContent.trim() || e.getAttribute("aria-label") || [...(e.labels || [])].some(l => l.textContent.trim()))) found.push("no name: " + e.outerHTML.slice(0, 60));
  }
  return found;
})()`

// readable checks what can be measured of how a page reads.
func (t *tab) readable() error {
	var found []string
	if err := t.do(chromedp.Evaluate(pale, &found)); err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("hard to read: %s", strings.Join(found, "; "))
	}
	return nil
}
