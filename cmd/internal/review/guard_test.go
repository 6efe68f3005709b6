package review

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"rollcall/store/customer"
)

// TestRefused sends what must not come in, from a browser that holds the
// cookie: other names, other origins, other methods; and what may.
func TestRefused(t *testing.T) {
	g := newGuard(8400)
	reached := false
	handler := g.protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	type head map[string]string
	ours := "http://127.0.0.1:8400"
	for name, c := range map[string]struct {
		method, path, host string
		head               head
		stranger           bool // without the cookie
		status             int  // 0: it comes through
	}{
		"a page":                         {"GET", "/", "127.0.0.1:8400", nil, false, 0},
		"by the other name":              {"GET", "/", "localhost:8400", nil, false, 0},
		"typed into the address bar":     {"GET", "/", "127.0.0.1:8400", head{"Sec-Fetch-Site": "none"}, false, 0},
		"a form of ours":                 {"POST", "/undo", "127.0.0.1:8400", head{"Origin": ours, "Sec-Fetch-Site": "same-origin"}, false, 0},
		"a form without referrer":        {"POST", "/undo", "127.0.0.1:8400", head{"Origin": "null", "Sec-Fetch-Site": "same-origin"}, false, 0},
		"an older browser's form":        {"POST", "/undo", "127.0.0.1:8400", head{"Origin": ours}, false, 0},
		"the style without cookie":       {"GET", "/style.css", "127.0.0.1:8400", nil, true, 0},
		"another host":                   {"GET", "/", "evil.example:8400", nil, false, 421},
		"another host's style":           {"GET", "/style.css", "evil.example:8400", nil, false, 421},
		"no port":                        {"GET", "/", "127.0.0.1", nil, false, 421},
		"another port":                   {"GET", "/", "127.0.0.1:8401", nil, false, 421},
		"no host":                        {"GET", "/", "", nil, false, 421},
		"without cookie":                 {"GET", "/", "127.0.0.1:8400", nil, true, 403},
		"a change without cookie":        {"POST", "/undo", "127.0.0.1:8400", head{"Origin": ours}, true, 403},
		"a page of another site":         {"GET", "/", "127.0.0.1:8400", head{"Sec-Fetch-Site": "cross-site"}, false, 403},
		"a page of another port":         {"GET", "/", "127.0.0.1:8400", head{"Sec-Fetch-Site": "same-site"}, false, 403},
		"a form of another site":         {"POST", "/undo", "127.0.0.1:8400", head{"Origin": "https://evil.example"}, false, 403},
		"a form of another port":         {"POST", "/undo", "127.0.0.1:8400", head{"Origin": "http://127.0.0.1:8401"}, false, 403},
		"a form that says nothing":       {"POST", "/undo", "127.0.0.1:8400", nil, false, 403},
		"a form from nowhere":            {"POST", "/undo", "127.0.0.1:8400", head{"Origin": "null"}, false, 403},
		"a sandboxed frame's form":       {"POST", "/undo", "127.0.0.1:8400", head{"Origin": "null", "Sec-Fetch-Site": "cross-site"}, false, 403},
		"an origin that lies":            {"POST", "/undo", "127.0.0.1:8400", head{"Origin": ours, "Sec-Fetch-Site": "cross-site"}, false, 403},
		"another method from elsewhere":  {"DELETE", "/", "127.0.0.1:8400", head{"Origin": "https://evil.example"}, false, 403},
		"a question before from outside": {"OPTIONS", "/undo", "127.0.0.1:8400", head{"Origin": "https://evil.example"}, false, 403},
	} {
		t.Run(name, func(t *testing.T) {
			reached = false
			r := httptest.NewRequest(c.method, c.path, nil)
			r.Host = c.host
			for k, v := range c.head {
				r.Header.Set(k, v)
			}
			if !c.stranger {
				r.AddCookie(&http.Cookie{Name: g.cookie, Value: g.session})
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if reached != (c.status == 0) || c.status != 0 && w.Code != c.status {
				t.Errorf("reached %v, status %d", reached, w.Code)
			}
			for name, value := range headers {
				if w.Header().Get(name) != value {
					t.Errorf("%s: %q", name, w.Header().Get(name))
				}
			}
		})
	}
}

// TestTheLinkWorksOnce: the first browser gets the cookie, the second does not,
// and a wrong token does not use the link up.
func TestTheLinkWorksOnce(t *testing.T) {
	g := newGuard(8400)
	handler := g.protect(http.NotFoundHandler())
	enter := func(link string, cookie *http.Cookie) (status int, cookies []*http.Cookie) {
		r := httptest.NewRequest(http.MethodGet, link, nil)
		if cookie != nil {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code == http.StatusSeeOther && w.Header().Get("Location") != "/" {
			t.Errorf("sent to %q", w.Header().Get("Location"))
		}
		return w.Code, (&http.Response{Header: w.Header()}).Cookies()
	}
	for _, wrong := range []string{"", "x", g.token[1:], g.token + "x", g.session} {
		if status, cookies := enter("http://127.0.0.1:8400/enter?token="+wrong, nil); status != http.StatusForbidden || len(cookies) > 0 {
			t.Errorf("token %q: %d", wrong, status)
		}
	}
	status, cookies := enter(g.link(), nil)
	if status != http.StatusSeeOther || len(cookies) != 1 {
		t.Fatalf("the first: %d, %v", status, cookies)
	}
	cookie := cookies[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Value == g.token || cookie.MaxAge != 0 {
		t.Errorf("cookie %+v", cookie)
	}
	if status, cookies := enter(g.link(), nil); status != http.StatusForbidden || len(cookies) > 0 {
		t.Errorf("the second: %d", status)
	}
	if status, cookies := enter(g.link(), cookie); status != http.StatusSeeOther || len(cookies) > 0 {
		t.Errorf("the first again: %d", status)
	}
	if other := newGuard(8400); other.token == g.token || other.session == g.session {
		t.Error("two reviews have one secret")
	}
}

func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{"127.0.0.1:0": true, "127.0.0.1:8400": true, "localhost:8400": true, "0.0.0.0:8400": false, ":8400": false,
		"192.168.1.2:80": false, "[::]:80": false, "example.org:80": false, "127.0.0.1": false, "127.0.0.1:x": false, "127.0.0.1:99999": false, "": false, "127.0.0.2:80": false} {
		if err := Check(address); (err == nil) != ok || err != nil && !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// foreignParts are what pages must not hold: code or style of their own, and
// addresses elsewhere.
var foreignParts = regexp.MustCompile(`(?i)<style|<script(?: [^>]*)?>[^<]|<[^>]*\s(?:on[a-z]+|style)=|javascript:|(?:src|href|action)="(?:https?:)?//`)

// TestPagesAreSelfContained looks through every page for what the browser would
// have to refuse.
func TestPagesAreSelfContained(t *testing.T) {
	s := openStore(t, ":memory:", "kim")
	list := fill(t, s, 3)
	change(t, s, list[0].ID, func(c *customer.Customer) {
		c.LastName, c.Email = `<script>alert(1)</script>`, `"><img src=//evil.example onerror="alert(1)">@example.org`
	})
	v := visit(t, s)
	check := func() {
		if found := foreignParts.FindString(v.body); found != "" {
			t.Errorf("%s holds %q", v.at, found)
		}
		if title := regexp.MustCompile(`<title>(.*)</title>`).FindStringSubmatch(v.body); len(title) < 2 || strings.Contains(title[1], "Lee") {
			t.Errorf("%s is called %q", v.at, title)
		}
	}
	check()
	v.shows("&lt;script&gt;alert(1)")
	v.open("two-00000")
	check()
	v.shows("&lt;script&gt;alert(1)&lt;/script&gt;")
	v.decide("preview", "comment", `"><script>alert(2)</script>`)
	check()
	v.shows(`value="&#34;&gt;&lt;script&gt;alert(2)`)
	v.post("/finish", nil)
	check()
}
