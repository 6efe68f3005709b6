package beamdedupe

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"rollcall/dedupe/beamdedupe/shard"
)

// ErrNobody says that there was no customer to read.
var ErrNobody = errors.New("no customers were read")

// Run searches on a runner that is registered with Beam. What an earlier run wrote
// into the folder goes first; the new files have their names when all are written.
// The workers must see the folder under the same name.
func Run(ctx context.Context, runner string, o Options) (*Summary, error) {
	if err := o.Files.prepare(ctx); err != nil {
		return nil, err
	}
	p, s := beam.NewPipelineWithRoot()
	if err := Build(ctx, s, o); err != nil {
		return nil, err
	}
	if _, err := beam.Run(ctx, runner, p); err != nil {
		return nil, fmt.Errorf("the search did not end, nothing was written: %w", err)
	}
	sum, err := o.Files.finish(ctx)
	if err == nil && sum.Records == 0 {
		err = ErrNobody
	}
	return sum, err
}

// prepare makes a local folder, for its owner only, and clears it.
func (f Files) prepare(ctx context.Context) error {
	if folder := f.Pairs.Folder; !strings.Contains(folder, "://") {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	return shard.Clear(ctx, f.Patterns())
}

// finish gives all files their names and reads the summary.
func (f Files) finish(ctx context.Context) (*Summary, error) {
	if err := shard.Finish(ctx, f.Paths()); err != nil {
		return nil, err
	}
	fs, err := filesystem.New(ctx, f.Summary)
	if err != nil {
		return nil, err
	}
	defer fs.Close()
	data, err := filesystem.Read(ctx, fs, f.Summary)
	if err != nil {
		return nil, err
	}
	sum := &Summary{}
	return sum, parseFact(data, sum)
}
