// Package flag takes the place of trivy's flags of all its commands: the options that the reports read.
package flag

import (
	"context"
	"io"
	"os"

	"github.com/aquasecurity/trivy-db/pkg/types"
	"github.com/aquasecurity/trivy/pkg/compliance/spec"
	fanal "github.com/aquasecurity/trivy/pkg/fanal/types"
	trivy "github.com/aquasecurity/trivy/pkg/types"
)

type Options struct {
	AppVersion           string
	Compliance           spec.ComplianceSpec
	DependencyTree       bool
	Format               trivy.Format
	IgnoredLicenses      []string
	IncludeNonFailures   bool
	LicenseRiskThreshold int
	ListAllPkgs          bool
	Output               string
	RegoOptions          RegoOptions
	RenderCause          []fanal.ConfigType
	ReportFormat         string
	Scanners             trivy.Scanners
	Severities           []types.Severity
	ShowSuppressed       bool
	TableModes           []trivy.TableMode
	Target               string
	Template             string
}

type RegoOptions struct{ Trace bool }

func (o *Options) OutputWriter(context.Context) (io.Writer, func() error, error) {
	if o.Output == "" {
		return os.Stdout, func() error { return nil }, nil
	}
	file, err := os.Create(o.Output)
	if err != nil {
		return nil, nil, err
	}
	return file, file.Close, nil
}
