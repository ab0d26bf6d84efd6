package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"

	vulndb "github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy/pkg/cache"
	"github.com/aquasecurity/trivy/pkg/db"
	"github.com/aquasecurity/trivy/pkg/fanal/analyzer"
	"github.com/aquasecurity/trivy/pkg/fanal/applier"
	"github.com/aquasecurity/trivy/pkg/fanal/artifact"
	artimage "github.com/aquasecurity/trivy/pkg/fanal/artifact/image"
	fimage "github.com/aquasecurity/trivy/pkg/fanal/image"
	ftypes "github.com/aquasecurity/trivy/pkg/fanal/types"
	options "github.com/aquasecurity/trivy/pkg/flag"
	"github.com/aquasecurity/trivy/pkg/javadb"
	"github.com/aquasecurity/trivy/pkg/scan"
	"github.com/aquasecurity/trivy/pkg/scan/langpkg"
	"github.com/aquasecurity/trivy/pkg/scan/local"
	"github.com/aquasecurity/trivy/pkg/scan/ospkg"
	"github.com/aquasecurity/trivy/pkg/types"
	"github.com/aquasecurity/trivy/pkg/vulnerability"
)

// timeout is trivy's default.
const timeout = 5 * time.Minute

// readable are the families whose packages are read here; the others keep theirs in RPM's database.
var readable = map[ftypes.OSType]bool{
	ftypes.ActiveState:  true,
	ftypes.Alpine:       true,
	ftypes.Bottlerocket: true,
	ftypes.Chainguard:   true,
	ftypes.Debian:       true,
	ftypes.Echo:         true,
	ftypes.MinimOS:      true,
	ftypes.Ubuntu:       true,
	ftypes.Wolfi:        true,
	"none":              true,
}

type imageFlags struct {
	input, cacheDir, cacheBackend, scanners, configScanners, format, output, repository string
	downloadOnly, skipDatabase, skipJavaDatabase, offline, listPackages                bool
}

func parseImageFlags(args []string) (imageFlags, error) {
	var f imageFlags
	set := flag.NewFlagSet("image", flag.ContinueOnError)
	set.StringVar(&f.input, "input", "", "folder of the image")
	set.StringVar(&f.cacheDir, "cache-dir", "", "folder of the database")
	set.StringVar(&f.cacheBackend, "cache-backend", "memory", "only memory")
	set.StringVar(&f.scanners, "scanners", "vuln,secret", "vuln, secret")
	set.StringVar(&f.configScanners, "image-config-scanners", "", "secret")
	set.StringVar(&f.format, "format", "json", "only json")
	set.StringVar(&f.output, "output", "", "file of the report")
	set.StringVar(&f.repository, "db-repository", "", "where the database is fetched from")
	set.BoolVar(&f.downloadOnly, "download-db-only", false, "fetch the database and end")
	set.BoolVar(&f.skipDatabase, "skip-db-update", false, "use the database that is there")
	set.BoolVar(&f.skipJavaDatabase, "skip-java-db-update", false, "use the Java database that is there")
	set.BoolVar(&f.offline, "offline-scan", false, "ask no other server")
	set.BoolVar(&f.listPackages, "list-all-pkgs", false, "report packages without vulnerabilities too")
	for _, name := range []string{"skip-vex-repo-update", "skip-version-check", "disable-telemetry", "no-progress"} {
		set.Bool(name, true, "always so")
	}
	if err := set.Parse(args); err != nil {
		return f, err
	}
	switch {
	case set.NArg() > 0:
		return f, fmt.Errorf("%s: this build of trivy scans a folder only (--input)", set.Arg(0))
	case f.cacheBackend != "memory":
		return f, fmt.Errorf("--cache-backend=%s: this build of trivy has memory only", f.cacheBackend)
	case f.format != "json":
		return f, fmt.Errorf("--format=%s: this build of trivy reports a scan as json only", f.format)
	}
	return f, nil
}

func image(ctx context.Context, args []string) error {
	flags, err := parseImageFlags(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if err := refreshDatabase(ctx, flags); err != nil || flags.downloadOnly {
		return err
	}
	scanners, err := scannersOf(flags.scanners, types.VulnerabilityScanner, types.SecretScanner)
	if err != nil {
		return err
	}
	configScanners, err := scannersOf(flags.configScanners, types.SecretScanner)
	if err != nil {
		return err
	}
	// Opened for reading alone, as by the official trivy: scans that run side by side share it.
	if err := db.Init(db.Dir(flags.cacheDir)); err != nil {
		return fmt.Errorf("vulnerability database: %w", err)
	}
	defer vulndb.Close()
	javadb.Init(flags.cacheDir, nil, flags.skipJavaDatabase, true, ftypes.RegistryOptions{})
	report, err := scanFolder(ctx, flags, scanners, configScanners)
	if err != nil {
		return err
	}
	if err := requireReadable(report); err != nil {
		return err
	}
	return write(ctx, report, options.Options{
		Format: types.FormatJSON, Output: flags.output, ListAllPkgs: flags.listPackages,
		Severities: allSeverities(), AppVersion: report.Trivy.Version,
	})
}

func scannersOf(list string, names ...types.Scanner) (types.Scanners, error) {
	known := types.Scanners(names)
	var scanners types.Scanners
	for name := range strings.SplitSeq(list, ",") {
		switch scanner := types.Scanner(name); {
		case name == "":
		case known.Enabled(scanner):
			scanners.Enable(scanner)
		default:
			return nil, fmt.Errorf("scanner %q: this build of trivy has %v", name, known)
		}
	}
	return scanners, nil
}

func scanFolder(ctx context.Context, flags imageFlags, scanners, configScanners types.Scanners) (types.Report, error) {
	archive, err := fimage.NewArchiveImage(flags.input)
	if err != nil {
		return types.Report{}, fmt.Errorf("unable to initialize archive image: %w", err)
	}
	memory := cache.NewMemoryCache()
	art, err := artimage.NewArtifact(archive, memory, artifact.Option{
		DisabledAnalyzers: disabled(scanners),
		Parallel:          5,
		NoProgress:        true,
		Offline:           flags.offline,
		DetectionPriority: ftypes.PriorityPrecise,
		// Trivy's default, in the folder it runs in.
		SecretScannerOption: analyzer.SecretScannerOption{ConfigPath: "trivy-secret.yaml"},
	})
	if err != nil {
		return types.Report{}, fmt.Errorf("unable to initialize artifact: %w", err)
	}
	service := local.NewService(applier.NewApplier(memory), ospkg.NewScanner(), langpkg.NewScanner(),
		vulnerability.NewClient(vulndb.Config{}))
	// Packages are the base of vulnerabilities, so they are always read.
	scanners.Enable(types.SBOMScanner)
	report, err := scan.NewService(service, art).ScanArtifact(ctx, types.ScanOptions{
		PkgTypes:            types.PkgTypes,
		PkgRelationships:    ftypes.Relationships,
		Scanners:            scanners,
		ImageConfigScanners: configScanners,
		VulnSeveritySources: []vulnSource{"auto"},
	})
	if err != nil {
		return types.Report{}, fmt.Errorf("scan error: %w", err)
	}
	return report, nil
}

// disabled are the analyzers that trivy's own command leaves out where it scans an image.
func disabled(scanners types.Scanners) []analyzer.Type {
	types := append([]analyzer.Type{}, analyzer.TypeLockfiles...)
	types = append(types, analyzer.TypeApkCommand, analyzer.TypeLicenseFile, analyzer.TypeHistoryDockerfile,
		analyzer.TypeExecutable, analyzer.TypeRpmArchive)
	types = append(types, analyzer.TypeConfigFiles...)
	if !scanners.Enabled("secret") {
		types = append(types, analyzer.TypeSecret)
	}
	return types
}

var errUnreadable = errors.New("keeps its packages in RPM's database, which this build of trivy does not read, so nothing would be compared; use the official trivy")

func requireReadable(report types.Report) error {
	if report.Metadata.OS == nil || readable[report.Metadata.OS.Family] {
		return nil
	}
	return fmt.Errorf("%s: %s %w", report.ArtifactName, report.Metadata.OS.Family, errUnreadable)
}
