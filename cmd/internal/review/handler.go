package review

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/store"
)

// routes are the pages, and what can be done on them.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.turn(s.showList))
	mux.HandleFunc("POST /filter", s.turn(s.setFilter))
	mux.HandleFunc("GET /c/{key}", s.turn(s.showCase))
	mux.HandleFunc("POST /c/{key}", s.turn(s.actOnCase))
	mux.HandleFunc("POST /c/{key}/claim", s.turn(s.keepCase))
	mux.HandleFunc("POST /undo", s.turn(s.undo))
	mux.HandleFunc("POST /finish", s.turn(s.leave))
	for path := range public {
		mux.HandleFunc("GET "+path, asset)
	}
	return mux
}

// errUnknown: there is no such item, or none any more.
var errUnknown = errors.New("this one is not among what waits")

// turn lets requests take turns at the desk, and answers what went wrong. What
// the person can try again is said on the page that they came from.
func (s *Server) turn(handle func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.desk.mu.Lock()
		defer s.desk.mu.Unlock()
		err := handle(w, r)
		switch {
		case err == nil:
		case errors.Is(err, errKept):
			s.desk.flash = sentence(err.Error())
			http.Redirect(w, r, backTo(r), http.StatusSeeOther)
		case errors.Is(err, errNewer), errors.Is(err, errUnknown):
			s.desk.flash = sentence(err.Error())
			http.Redirect(w, r, "/", http.StatusSeeOther)
		default:
			s.desk.opt.Session.Log.Error("review", "error", err.Error())
			http.Error(w, "This did not work: "+err.Error(), http.StatusInternalServerError)
		}
	}
}

// backTo is the page of a request that failed: that of the item, or the list.
func backTo(r *http.Request) string {
	if key := r.PathValue("key"); key != "" {
		return "/c/" + url.PathEscape(key)
	}
	if key := r.PostFormValue("from"); key != "" {
		return "/c/" + url.PathEscape(key)
	}
	return "/"
}

func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

func (s *Server) item(r *http.Request) (*item, error) {
	if i := s.desk.byKey[r.PathValue("key")]; i != nil {
		return i, nil
	}
	return nil, errUnknown
}

func (s *Server) showList(w http.ResponseWriter, r *http.Request) error {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	p, err := s.desk.listPageOf(r.Context(), page)
	if err != nil {
		return err
	}
	return render(w, "list", p)
}

func (s *Server) setFilter(w http.ResponseWriter, r *http.Request) error {
	s.desk.narrow(filter{Sheet: r.PostFormValue("sheet"), Order: r.PostFormValue("order"), Search: strings.TrimSpace(r.PostFormValue("search")),
		Reason: r.PostFormValue("reason"), Show: r.PostFormValue("show")})
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// showCase shows an item. One that was decided elsewhere is passed over when
// the person comes from another.
func (s *Server) showCase(w http.ResponseWriter, r *http.Request) error {
	i, err := s.item(r)
	if err != nil {
		return err
	}
	was := i.state
	shown, err := s.desk.open(r.Context(), i)
	if err != nil {
		return err
	}
	if was.open() && i.state == gone {
		s.desk.flash = strings.TrimSpace(s.desk.flash + " One was decided elsewhere, and passed over.")
		return s.goOn(w, r, i)
	}
	p, err := s.desk.casePageOf(r.Context(), shown)
	if err != nil {
		return err
	}
	return render(w, "case", p)
}

// actOnCase keeps what was filled in, and decides when that is asked for. A
// decision is carried out to its end, also when the browser does not wait.
func (s *Server) actOnCase(w http.ResponseWriter, r *http.Request) error {
	i, err := s.item(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	i.draft = readDraft(r.PostForm)
	switch do := r.PostFormValue("do"); do {
	case "merge", "different", "unsure":
		if err := s.desk.decide(context.WithoutCancel(r.Context()), i, do); err != nil {
			return err
		}
	case "skip":
		s.desk.skip(i)
	case "plain": // what was filled in is dropped
		i.draft = draft{fingerprint: i.draft.fingerprint}
		fallthrough
	default:
		show(w, r, i)
		return nil
	}
	return s.goOn(w, r, i)
}

// goOn sends the person to the next item, or to the list when nothing is left.
func (s *Server) goOn(w http.ResponseWriter, r *http.Request, after *item) error {
	next, err := s.desk.next(r.Context(), after)
	if err != nil {
		return err
	}
	show(w, r, next)
	return nil
}

// show sends the browser to an item; nil: to the list.
func show(w http.ResponseWriter, r *http.Request, i *item) {
	to := "/"
	if i != nil {
		to = "/c/" + i.key
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// keepCase renews the claim of an item that is being looked at.
func (s *Server) keepCase(w http.ResponseWriter, r *http.Request) error {
	i, err := s.item(r)
	if err == nil {
		var claim store.Claim
		if claim, err = s.desk.claim(r.Context(), i); err == nil && claim.Holder != s.desk.holder {
			w.WriteHeader(http.StatusConflict)
			return nil
		}
	}
	if err != nil && !errors.Is(err, errUnknown) && !errors.Is(err, errNewer) {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) undo(w http.ResponseWriter, r *http.Request) error {
	i, err := s.desk.undo(context.WithoutCancel(r.Context()))
	if err != nil {
		return err
	}
	show(w, r, i)
	return nil
}

// leave ends the review.
func (s *Server) leave(w http.ResponseWriter, _ *http.Request) error {
	sum := s.desk.review.Summary()
	f := s.desk.frame("The review has ended")
	f.Finished = &sum
	if err := render(w, "end", f); err != nil {
		return err
	}
	s.finish()
	return nil
}
