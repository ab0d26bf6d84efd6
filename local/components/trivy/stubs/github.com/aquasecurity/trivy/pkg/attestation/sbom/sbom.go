// Package sbom takes the place of package lists fetched from Rekor, which are asked for by a flag this build does not have.
package sbom

import (
	"context"
	"errors"
)

var ErrNoSBOMAttestation = errors.New("this build of trivy fetches no package lists")

type Rekor struct{}

// NewRekor is called for every scan, also for one that asks for nothing.
func NewRekor(string) (Rekor, error) { return Rekor{}, nil }

func (*Rekor) RetrieveSBOM(context.Context, string) ([]byte, error) { return nil, ErrNoSBOMAttestation }
