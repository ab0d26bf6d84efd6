// Package image takes the place of what finds the signatures of a base image, which a build here does not ask for.
package image

import (
	"context"
	"errors"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/core/remotes"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

var errNone = errors.New("this build of BuildKit reads no signatures of images")

type ReferrersProvider interface {
	content.Provider
	remotes.ReferrersFetcher
}

type Manifest struct {
	ocispecs.Descriptor
}

type SignatureChain struct {
	ImageManifest       *Manifest
	AttestationManifest *Manifest
	SignatureManifest   *Manifest
}

func (*SignatureChain) OCIManifest(context.Context, *Manifest) (*ocispecs.Manifest, error) {
	return nil, errNone
}

func ResolveSignatureChain(context.Context, ReferrersProvider, ocispecs.Descriptor, *ocispecs.Platform) (*SignatureChain, error) {
	return nil, errNone
}

func ReadBlob(context.Context, content.Provider, ocispecs.Descriptor) ([]byte, error) {
	return nil, errNone
}
