package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"rollcall/cmd/internal/pipeline"
)

// interrupt sends this program what Ctrl-C sends.
func interrupt(t *testing.T) {
	t.Helper()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
}

func TestCtrlCEndsACommandAtOnce(t *testing.T) {
	ctx, stopping, release := interruptible(func() bool { return false })
	defer release()
	interrupt(t)
	<-ctx.Done()
	if !stopping() {
		t.Error("it does not know that it was asked to stop")
	}
}

func TestCtrlCAsksBeforeItEndsACommandThatWrites(t *testing.T) {
	told := make(chan struct{})
	ctx, stopping, release := interruptible(func() bool { close(told); return true })
	defer release()
	interrupt(t)
	<-told
	if !stopping() || ctx.Err() != nil {
		t.Errorf("after the first signal: stopping %v, %v", stopping(), ctx.Err())
	}
	interrupt(t)
	<-ctx.Done()
}

func TestPartings(t *testing.T) {
	for what, want := range map[string]string{
		"import": "present batch", "run nightly.yaml": "present batch or step", "merge auto": "present merges", "merge undo": "present merges",
		"set": "", "dedupe": "", "obfuscate": "", "": "",
	} {
		var stderr bytes.Buffer
		env := &environment{stderr: &stderr}
		env.parts(what)
		if told := env.tellParting(); told != (want != "") || !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: told %v %q", what, told, stderr.String())
		}
	}
}

func TestWhatACutCommandSays(t *testing.T) {
	for err, want := range map[error]string{
		errors.Join(errors.New("list customers"), context.Canceled):       "rollcall: interrupted: what was under way is as if it had not begun\n",
		errors.Join(pipeline.ErrInterrupted, errors.New("go on: RESUME")): "rollcall: interrupted\ngo on: RESUME\n",
	} {
		var stderr bytes.Buffer
		env := &environment{stderr: &stderr}
		if code := env.finish(err); code != exitInterrupted || stderr.String() != want {
			t.Errorf("code %d, %q, want %q", code, stderr.String(), want)
		}
	}
}
