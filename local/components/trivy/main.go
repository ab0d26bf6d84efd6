// Command trivy-fixture-database writes a vulnerability database in trivy's format from YAML files (bolt-fixtures). It is
// marked as made from fixtures: a scan with it says nothing about real packages, and whoever reads the result must see so.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	fixtures "github.com/aquasecurity/bolt-fixtures"
	"github.com/aquasecurity/trivy-db/pkg/db"
)

// metadata is trivy's own, plus the mark; trivy ignores what it does not know.
type metadata struct {
	Version      int
	NextUpdate   time.Time
	UpdatedAt    time.Time
	DownloadedAt time.Time
	Fixture      bool
}

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: trivy-fixture-database CACHE-FOLDER FIXTURE.yaml..."))
	}
	if err := write(filepath.Join(os.Args[1], "db"), os.Args[2:]); err != nil {
		fail(err)
	}
}

func write(folder string, files []string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	path := filepath.Join(folder, "trivy.db")
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	loader, err := fixtures.New(path, files)
	if err != nil {
		return err
	}
	if err := loader.Load(); err != nil {
		return err
	}
	if err := loader.Close(); err != nil {
		return err
	}
	now := time.Now().UTC()
	text, err := json.Marshal(metadata{db.SchemaVersion, now.Add(24 * time.Hour), now, now, true})
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "metadata.json"), append(text, '\n'), 0o644)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "trivy-fixture-database:", err)
	os.Exit(1)
}
