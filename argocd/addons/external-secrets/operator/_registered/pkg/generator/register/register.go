// Package register takes the place of External Secrets' own: the reporter's token is all that Slipway has generated.
package register

import _ "github.com/external-secrets/external-secrets/pkg/generator/github"
