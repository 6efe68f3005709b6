package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// hostile is a page of another server of this machine, which the browser counts
// as the same site: it sends the cookie along.
const hostile = `<!DOCTYPE html><title>hostile</title><h1>hostile</h1>
<form id="f" method="post" action="REVIEW/finish" target="frame"></form><iframe name="frame"></iframe><iframe src="REVIEW/"></iframe><img src="REVIEW/icon.svg">
<script>
document.getElementById("f").submit();
const tries = ["REVIEW/finish", "REVIEW/undo", "REVIEW/filter"].map(u => fetch(u, {method: "POST", mode: "no-cors", credentials: "include"}));
tries.push(fetch("REVIEW/", {credentials: "include"}).then(() => { document.body.dataset.read = "1"; }));
Promise.allSettled(tries).then(() => { document.querySelector("h1").textContent = "tried"; });
</script>`

// strangers lets a page of another origin, another host's name and another
// browser try what they can: the review goes on, and nothing was done or read.
func strangers(ctx context.Context, b *base) error {
	r, t, err := b.visit(ctx, "kim")
	if err != nil {
		return err
	}
	defer t.close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, strings.ReplaceAll(hostile, "REVIEW", "http://"+t.host))
	}))
	defer server.Close()
	var read string
	if err := all(
		func() error { return t.do(chromedp.Navigate(server.URL)) },
		func() error { _, err := t.until("h1", has("tried")); return err },
		func() error { return t.do(chromedp.Evaluate(`document.body.dataset.read || ""`, &read)) },
		func() error { return t.do(chromedp.Navigate("http://" + t.host + "/")) },
		func() error { _, err := t.until("html.js h1", has("waits")); return err },
		func() error { return t.withoutScript() },
	); err != nil {
		return err
	}
	if read != "" {
		return errors.New("a page of another origin read the list")
	}
	if err := refused(ctx, r.URL, t.host); err != nil {
		return err
	}
	return r.end()
}

// refused asks as no browser that was let in would.
func refused(ctx context.Context, link, host string) error {
	_, port, err := net.SplitHostPort(host)
	if err != nil {
		return err
	}
	for name, ask := range map[string]struct{ address, host string }{
		"without the cookie": {"http://" + host + "/", host},
		"the link again":     {link, host},
		"another host":       {"http://" + host + "/", "rebound.example:" + port},
	} {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, ask.address, nil)
		if err != nil {
			return err
		}
		q.Host = ask.host
		answer, err := http.DefaultClient.Do(q)
		if err != nil {
			return err
		}
		if err := answer.Body.Close(); err != nil {
			return err
		}
		if answer.StatusCode < 400 {
			return fmt.Errorf("%s: %s", name, answer.Status)
		}
	}
	return nil
}

// withoutScript decides one cluster with the mouse in a browser that runs no
// scripts.
func (t *tab) withoutScript() error {
	return all(
		func() error { return t.do(emulation.SetScriptExecutionDisabled(true)) },
		func() error { return t.do(chromedp.Click(".found .primary", chromedp.ByQuery)) },
		func() error { _, err := t.until(".place", has(" of ")); return err },
		func() error { return t.do(chromedp.Click("button[value=unsure]", chromedp.ByQuery)) },
		func() error { _, err := t.until(".flash", has("Noted as unsure")); return err },
		func() error { return t.do(emulation.SetScriptExecutionDisabled(false)) },
	)
}
