// Package policy takes the place of what verifies images by a policy: images are verified by Slipway before they are pinned.
package policy

import "errors"

type Verifier struct{}

type Config struct {
	StateDir      string
	RequireOnline bool
}

func NewVerifier(Config) (*Verifier, error) {
	return nil, errors.New("this build of BuildKit verifies no images")
}
