// Package registry: a registry is never asked here, so these are types alone.
package registry

import (
	"context"
	"errors"

	"github.com/argoproj-labs/argocd-image-updater/registry-scanner/pkg/image"
	"github.com/argoproj-labs/argocd-image-updater/registry-scanner/pkg/kube"
	"github.com/argoproj-labs/argocd-image-updater/registry-scanner/pkg/tag"
)

const unused = "not part of the write-back"

var ErrCredentialsInvalid = errors.New("credentials invalid")

type TagListSort int

const TagListSortUnsorted TagListSort = 0

func (TagListSort) String() string { return "" }

type RegistryClient any

type NewRegistryClient func(endpoint *RegistryEndpoint, username, password string) (RegistryClient, error)

type Credentials struct{ Username, Password string }

type RegistryEndpoint struct{ TagListSort TagListSort }

func GetRegistryEndpoint(context.Context, *image.ContainerImage) (*RegistryEndpoint, error) {
	panic(unused)
}
func (*RegistryEndpoint) SetEndpointCredentials(context.Context, *kube.KubernetesClient, string) (*Credentials, error) {
	panic(unused)
}
func (*RegistryEndpoint) GetTags(context.Context, *image.ContainerImage, RegistryClient, *image.VersionConstraint, bool) (tag.ImageTagList, error) {
	panic(unused)
}
