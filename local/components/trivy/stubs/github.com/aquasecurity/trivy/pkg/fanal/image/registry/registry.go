// Package registry takes the place of the logins at the registries of the clouds. Docker's own configuration is still read.
package registry

import (
	"context"

	"github.com/google/go-containerregistry/pkg/authn"

	"github.com/aquasecurity/trivy/pkg/fanal/types"
)

func GetToken(context.Context, string, types.RegistryOptions) authn.Basic { return authn.Basic{} }
