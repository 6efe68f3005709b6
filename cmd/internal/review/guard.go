package review

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
	"sync/atomic"
)

// guard lets one browser in, by a link that works once, and turns everybody
// else away: other hosts' names (a site that resolves to this machine), other
// origins (a page that another server of this machine shows) and other
// browsers.
type guard struct {
	hosts   []string // that the server goes by
	token   string   // of the link
	used    atomic.Bool
	session string // what the browser holds that was let in
	cookie  string // its name; cookies are not kept apart by port
}

func newGuard(port int) *guard {
	return &guard{hosts: []string{fmt.Sprintf("127.0.0.1:%d", port), fmt.Sprintf("localhost:%d", port)},
		token: secret(), session: secret(), cookie: fmt.Sprintf("rollcall-review-%d", port)}
}

// secret is 256 random bits as text.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func (g *guard) link() string { return "http://" + g.hosts[0] + "/enter?token=" + g.token }

// headers are those of every answer. Nothing is loaded but from here, nothing
// is kept, nothing is framed.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
	"Cache-Control":                "no-store",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Permissions-Policy":           "camera=(), geolocation=(), microphone=()",
}

// maxBody is how many bytes a form may have.
const maxBody = 1 << 20

// protect answers only requests that may come in.
func (g *guard) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		switch {
		case !g.ours(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "This server answers at its own address only.")
		case foreign(r):
			refuse(w, http.StatusForbidden, "Another page asked for this one. Open the link that the program printed.")
		case !readable(r) && !g.own(r):
			refuse(w, http.StatusForbidden, "This came from elsewhere than from this review. Nothing was changed.")
		case r.URL.Path == "/enter":
			g.enter(w, r)
		case public[r.URL.Path]:
			next.ServeHTTP(w, r)
		case !g.known(r):
			refuse(w, http.StatusForbidden, "This review is open in the browser that its link was opened in. For another one, end it with Ctrl-C and start rollcall review again.")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// public are the files that tell nothing.
var public = map[string]bool{"/style.css": true, "/review.js": true, "/icon.svg": true}

func refuse(w http.ResponseWriter, status int, text string) {
	http.Error(w, text, status)
}

func (g *guard) ours(host string) bool { return host == g.hosts[0] || host == g.hosts[1] }

// foreign says whether the browser tells that a page of another origin asks.
func foreign(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		return false
	}
	return true
}

func readable(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }

// own says whether a request that changes something comes from a page of ours.
// A form on a page without referrer is sent with the origin null: the browser's
// word for where it came from must do then.
func (g *guard) own(r *http.Request) bool {
	if origin := r.Header.Get("Origin"); origin != "null" {
		return origin == "http://"+g.hosts[0] || origin == "http://"+g.hosts[1]
	}
	return r.Header.Get("Sec-Fetch-Site") == "same-origin"
}

// enter exchanges the link's token for a cookie, once.
func (g *guard) enter(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || !same(r.URL.Query().Get("token"), g.token) {
		refuse(w, http.StatusForbidden, "This link is not one of this review. Open the one that the program printed.")
		return
	}
	if g.known(r) { // the same browser again
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	if g.used.Swap(true) {
		refuse(w, http.StatusForbidden, "This link was opened before, and works once. To review in another browser, end this review with Ctrl-C and start rollcall review again.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: g.cookie, Value: g.session, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// known says whether the request comes from the browser that was let in.
func (g *guard) known(r *http.Request) bool {
	c, err := r.Cookie(g.cookie)
	return err == nil && same(c.Value, g.session)
}

// same compares in a time that does not tell how much agrees.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
