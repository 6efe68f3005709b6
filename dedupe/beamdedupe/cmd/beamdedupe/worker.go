package main

import (
	"context"
	"fmt"
	"os"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal/extworker"
)

// serveWorkers starts workers for the job servers of this machine that ask for them,
// until the context ends. They run in this process.
func serveWorkers(ctx context.Context, port int) error {
	pool, err := extworker.StartLoopback(ctx, port)
	if err != nil {
		return fmt.Errorf("serve workers: %w", err)
	}
	fmt.Fprintf(os.Stderr, "workers are started at %s\n", pool.EnvironmentConfig(ctx))
	<-ctx.Done()
	return nil
}
