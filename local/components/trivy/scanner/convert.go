package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"

	vulndb "github.com/aquasecurity/trivy-db/pkg/types"

	options "github.com/aquasecurity/trivy/pkg/flag"
	"github.com/aquasecurity/trivy/pkg/report"
	"github.com/aquasecurity/trivy/pkg/result"
	"github.com/aquasecurity/trivy/pkg/types"
	"github.com/aquasecurity/trivy/pkg/version/app"
)

type vulnSource = vulndb.SourceID


// convert renders a report of this version in another format.
func convert(ctx context.Context, args []string) error {
	set := flag.NewFlagSet("convert", flag.ContinueOnError)
	format := set.String("format", "json", "sarif, cyclonedx or json")
	severity := set.String("severity", "", "severities to report; all when absent")
	output := set.String("output", "", "file of the result")
	if err := set.Parse(args); err != nil {
		return err
	}
	if set.NArg() != 1 {
		return fmt.Errorf("convert wants the file of one report, got %d", set.NArg())
	}
	severities, err := severitiesOf(*severity)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(set.Arg(0))
	if err != nil {
		return err
	}
	var read types.Report
	if err := json.Unmarshal(text, &read); err != nil {
		return fmt.Errorf("%s: %w", set.Arg(0), err)
	}
	return write(ctx, read, options.Options{
		Format: types.Format(*format), Output: *output, Severities: severities, ListAllPkgs: true,
		AppVersion: app.Version(), Target: set.Arg(0),
	})
}

func severitiesOf(list string) ([]vulndb.Severity, error) {
	if list == "" {
		return allSeverities(), nil
	}
	var severities []vulndb.Severity
	for name := range strings.SplitSeq(list, ",") {
		severity, err := vulndb.NewSeverity(name)
		if err != nil {
			return nil, err
		}
		severities = append(severities, severity)
	}
	return severities, nil
}

func allSeverities() []vulndb.Severity {
	return []vulndb.Severity{vulndb.SeverityUnknown, vulndb.SeverityLow, vulndb.SeverityMedium, vulndb.SeverityHigh, vulndb.SeverityCritical}
}

// write filters as trivy's commands do, which also sorts, and writes the report.
func write(ctx context.Context, found types.Report, opts options.Options) error {
	filter := result.FilterOptions{Severities: opts.Severities, IgnoreFile: result.DefaultIgnoreFile}
	if err := result.Filter(ctx, found, filter); err != nil {
		return fmt.Errorf("filter error: %w", err)
	}
	if err := report.Write(ctx, found, opts); err != nil {
		return fmt.Errorf("unable to write results: %w", err)
	}
	return nil
}
