// Package gitsign refuses every signature of a commit: see pgpsign.
package gitsign

import (
	"github.com/moby/buildkit/util/gitutil/gitobject"
	"github.com/moby/buildkit/util/pgpsign"
)

func VerifySignature(*gitobject.GitObject, []byte, *pgpsign.VerifyPolicy) error {
	return pgpsign.ErrNone
}
