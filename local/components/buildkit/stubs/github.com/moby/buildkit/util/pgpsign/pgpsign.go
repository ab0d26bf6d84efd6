// Package pgpsign takes the place of OpenPGP, with which sources from git and HTTP may be signed: the sources here are local.
package pgpsign

import (
	"errors"
	"io"
)

var ErrNone = errors.New("this build of BuildKit verifies no signatures of sources")

type VerifyPolicy struct {
	RejectExpiredKeys bool
}

func VerifyArmoredDetachedSignature(_ io.Reader, _, _ []byte, _ *VerifyPolicy) error {
	return ErrNone
}
