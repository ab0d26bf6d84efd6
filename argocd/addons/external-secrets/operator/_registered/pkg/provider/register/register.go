// Package register takes the place of External Secrets' own, which brings forty kinds of stores and their clients along. These two are the
// ones that Slipway names: the one it uses, and the one that ../../../../../README.md documents.
package register

import (
	_ "github.com/external-secrets/external-secrets/pkg/provider/aws"
	_ "github.com/external-secrets/external-secrets/pkg/provider/vault"
)
