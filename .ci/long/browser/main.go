// Command browser walks through rollcall review in a real, headless Chromium:
// by the keyboard through ten decisions, with a reload and an undo on the way,
// beside a second reviewer, with 10,000 clusters waiting, and in pictures of
// every page at three widths, light and dark. It ends with 1 when anything is
// not as it should be, or when a page asks for anything beyond its own server.
//
//	go build -o /tmp/rollcall ./cmd/rollcall
//	cd .ci/long/browser && go run . -rollcall /tmp/rollcall -pictures /tmp/pictures
//
// With -db postgres://... (an empty database) the reviewers share that store.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

func main() {
	rollcall := flag.String("rollcall", "rollcall", "the program")
	pictures := flag.String("pictures", "", "folder for the pictures; none are taken without it")
	db := flag.String("db", "", "an empty store; default: a file in a temporary folder")
	waiting := flag.Int("waiting", 10000, "clusters that wait, beside the hand-made ones")
	flag.Parse()
	if err := run(*rollcall, *pictures, *db, *waiting); err != nil {
		fmt.Fprintln(os.Stderr, "browser:", err)
		os.Exit(1)
	}
}

func run(program, pictures, db string, waiting int) error {
	dir, err := os.MkdirTemp("", "rollcall-browser")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // nothing is lost with it
	if db == "" {
		db = filepath.Join(dir, "rollcall.db")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	b := &base{program: program, dir: dir, db: db}
	if err := b.fill(ctx, waiting); err != nil {
		return err
	}
	album := &base{program: program, dir: filepath.Join(dir, "album"), db: "album.db"} // few, so that nothing is learned from the many
	if err := errors.Join(os.Mkdir(album.dir, 0o700), album.fill(ctx, 5)); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		walk func(context.Context, *base) error
	}{
		{"ten decisions by the keyboard", tenDecisions}, {"two reviewers", twoReviewers},
		{"strangers", strangers},
		{"pictures", func(ctx context.Context, _ *base) error { return takePictures(ctx, album, pictures) }},
	} {
		started := time.Now()
		if err := part.walk(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		fmt.Printf("%-32s %6.1f s\n", part.name, time.Since(started).Seconds())
	}
	return nil
}
