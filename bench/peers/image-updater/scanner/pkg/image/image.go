// Package image parses "name=registry/new/name:tag@digest" and has the types of what the write-back never asks.
package image

import (
	"context"
	"strings"

	"github.com/argoproj-labs/argocd-image-updater/registry-scanner/pkg/tag"
)

type ContainerImage struct {
	RegistryURL    string
	ImageName      string
	ImageTag       *tag.ImageTag
	ImageAlias     string
	KustomizeImage *ContainerImage
}

type ContainerImageList []*ContainerImage

func NewFromIdentifier(identifier string) *ContainerImage {
	img := &ContainerImage{}
	reference := identifier
	if alias, rest, found := strings.Cut(identifier, "="); found {
		img.ImageAlias, reference = alias, rest
	}
	reference, digest, _ := strings.Cut(reference, "@")
	name := ""
	if at := strings.LastIndex(reference, ":"); at > strings.LastIndex(reference, "/") {
		reference, name = reference[:at], reference[at+1:]
	}
	if name != "" || digest != "" {
		img.ImageTag = &tag.ImageTag{TagName: name, TagDigest: digest}
	}
	if host, rest, found := strings.Cut(reference, "/"); found && strings.ContainsAny(host, ".:") {
		img.RegistryURL, reference = host, rest
	}
	img.ImageName = reference
	return img
}

type UpdateStrategy int

const (
	StrategySemVer UpdateStrategy = iota
	StrategyDigest
)

func (UpdateStrategy) NeedsMetadata() bool { return false }
func (UpdateStrategy) String() string      { return "" }

type Verify struct{ CosignKey string }

type MatchFunc func(string, any) bool

type VersionConstraint struct {
	Constraint string
	Strategy   UpdateStrategy
	MatchFunc  MatchFunc
	MatchArgs  any
	IgnoreList []string
	Options    *Options
}

// Options and everything below exist for the compiler: choosing a tag is not measured.
type Options struct{}

func (o *Options) WithMetadata(bool) *Options { return o }

const unused = "not part of the write-back"

func (*ContainerImage) WithTag(*tag.ImageTag) *ContainerImage               { panic(unused) }
func (*ContainerImage) GetFullNameWithTag() string                          { panic(unused) }
func (*ContainerImage) GetFullNameWithoutTag() string                       { panic(unused) }
func (*ContainerImage) GetTagWithDigest() string                            { panic(unused) }
func (*ContainerImage) String() string                                      { panic(unused) }
func (*ContainerImage) DiffersFrom(*ContainerImage, bool) bool              { panic(unused) }
func (*ContainerImage) GetLogFields(string) map[string]any                  { panic(unused) }
func (*ContainerImage) ParseMatch(context.Context, string) (MatchFunc, any) { panic(unused) }
func (*ContainerImage) ParseUpdateStrategy(context.Context, string) UpdateStrategy {
	panic(unused)
}
func (*ContainerImage) GetPlatformOptions(context.Context, bool, []string) *Options {
	panic(unused)
}
func (*ContainerImage) GetNewestVersionFromTags(context.Context, *VersionConstraint, tag.ImageTagList) (*tag.ImageTag, error) {
	panic(unused)
}
func (ContainerImageList) ContainsImage(*ContainerImage, bool) *ContainerImage { panic(unused) }
func (ContainerImageList) MatchForDigestUpdate(*ContainerImage, string) *ContainerImage {
	panic(unused)
}
func HasRegistryPrefix(string) bool                                            { panic(unused) }
func ExtractShortForm(string) string                                           { panic(unused) }
func VerifyWithPublicKey(context.Context, *ContainerImage, *Verify, any) error { panic(unused) }
