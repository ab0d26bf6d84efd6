// Package tag has the one thing the write-back reads of a tag.
package tag

import "time"

type ImageTag struct {
	TagName   string
	TagDigest string
	TagDate   *time.Time
	Labels    map[string]string
}

func NewImageTag(name string, date time.Time, digest string) *ImageTag {
	return &ImageTag{TagName: name, TagDigest: digest, TagDate: &date}
}

func (t *ImageTag) String() string {
	switch {
	case t.TagDigest == "":
		return t.TagName
	case t.TagName == "":
		return t.TagDigest
	default:
		return t.TagName + "@" + t.TagDigest
	}
}

func (t *ImageTag) IsDigest() bool          { return t.TagDigest != "" }
func (t *ImageTag) Equals(o *ImageTag) bool { return t.String() == o.String() }

type ImageTagList struct{}

func (ImageTagList) Tags() []string { return nil }
