package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/go-containerregistry/pkg/name"

	"github.com/aquasecurity/trivy/pkg/db"
	ftypes "github.com/aquasecurity/trivy/pkg/fanal/types"
	"github.com/aquasecurity/trivy/pkg/log"
	"github.com/aquasecurity/trivy/pkg/version/app"
)

// refreshDatabase fetches the database of vulnerabilities if the one in the cache is due.
func refreshDatabase(ctx context.Context, flags imageFlags) error {
	ctx = log.WithContextPrefix(ctx, log.PrefixVulnerabilityDB)
	repositories, err := repositoriesOf(flags.repository)
	if err != nil {
		return err
	}
	folder := db.Dir(flags.cacheDir)
	client := db.NewClient(folder, true, db.WithDBRepository(repositories))
	due, err := client.NeedsUpdate(ctx, app.Version(), flags.skipDatabase)
	if err != nil {
		return fmt.Errorf("database error: %w", err)
	}
	if !due {
		return nil
	}
	if len(repositories) == 0 {
		return errors.New("the database is due and no --db-repository is given")
	}
	if err := client.Download(ctx, folder, ftypes.RegistryOptions{}); err != nil {
		return fmt.Errorf("failed to download vulnerability DB: %w", err)
	}
	return nil
}

func repositoriesOf(reference string) ([]name.Reference, error) {
	if reference == "" {
		return nil, nil
	}
	parsed, err := name.ParseReference(reference)
	if err != nil {
		return nil, fmt.Errorf("invalid DB repository: %w", err)
	}
	return []name.Reference{parsed}, nil
}
