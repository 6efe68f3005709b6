// Package review serves the clusters that wait for a person to one browser on
// this machine: the same decisions as in the workbook, one cluster at a time.
//
// Nothing but the browser that was given the link gets an answer, and no page
// asks for anything beyond this server. What is decided is carried out at once
// by package pipeline; what is kept here (drafts, what was skipped, the place in
// the list) is gone when the server ends. The pages hold customer values: they
// are reports, never cached, and their addresses hold none.
package review

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe"
	"rollcall/dedupe/merge"
)

// ErrAddress: the address to listen at is not one of this machine only.
var ErrAddress = errors.New("review listens at 127.0.0.1:PORT only, so that nobody else can reach it")

// Options say what is served, and how it is decided.
type Options struct {
	Session *pipeline.Session // on a store opened for writing
	Policy  merge.Policy
	Dedupe  dedupe.Config // by which pairs are explained
	Region  string        // of phone numbers without a country code
	Listen  string        // 127.0.0.1:PORT or localhost:PORT; port 0: a free one
	// Lock makes this program the tenant's only writer while one decision is
	// carried out.
	Lock func(ctx context.Context) (release func() error, err error)
}

// Server is a review that is being served.
type Server struct {
	listener net.Listener
	guard    *guard
	desk     *desk
	handler  http.Handler
	finished chan struct{} // closed when the person is done
	once     sync.Once
}

// Check refuses an address that others could reach, with ErrAddress.
func Check(address string) error {
	_, err := loopback(address)
	return err
}

// loopback returns the address to listen at.
func loopback(address string) (netip.AddrPort, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return netip.AddrPort{}, fmt.Errorf("%q: %w", address, ErrAddress)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || host != "127.0.0.1" && host != "localhost" {
		return netip.AddrPort{}, fmt.Errorf("%q: %w", address, ErrAddress)
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(n)), nil
}

// Open finds out what waits and listens. Nobody is answered before Serve.
func Open(ctx context.Context, opt Options) (*Server, error) {
	address, err := loopback(opt.Listen)
	if err != nil {
		return nil, err
	}
	d, err := newDesk(ctx, opt)
	if err != nil {
		return nil, err
	}
	listener, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(address))
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	s := &Server{listener: listener, desk: d, finished: make(chan struct{})}
	s.guard = newGuard(listener.Addr().(*net.TCPAddr).Port)
	s.handler = s.guard.protect(s.routes())
	return s, nil
}

// URL is the link that lets one browser in, once.
func (s *Server) URL() string { return s.guard.link() }

// Waiting counts the clusters and the possible matches that waited at first.
func (s *Server) Waiting() (clusters, possible int) {
	return len(s.desk.queue.Clusters), len(s.desk.queue.Possible)
}

// Summary counts what was decided so far.
func (s *Server) Summary() pipeline.ReviewSummary { return s.desk.summary() }

// Close stops listening, for a server that is not to Serve.
func (s *Server) Close() error { return s.listener.Close() }

// grace is how long the server answers after the person is done.
const grace = time.Second

// Serve answers until the person is done or the context ends; its error is the
// context's then. Requests under way are finished.
func (s *Server) Serve(ctx context.Context) error {
	server := &http.Server{Handler: s.handler, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 1 << 16}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(s.listener) }()
	var ended error
	select {
	case err := <-failed:
		return err
	case <-s.finished:
		select { // the last page asks for its style
		case <-time.After(grace):
		case <-ctx.Done():
		}
	case <-ctx.Done():
		ended = ctx.Err()
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	return errors.Join(ended, server.Shutdown(limited), s.desk.leave(limited))
}

// finish ends Serve.
func (s *Server) finish() { s.once.Do(func() { close(s.finished) }) }
