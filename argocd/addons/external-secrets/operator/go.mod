// External Secrets as the tests of this folder run it. This is the newest version whose module carries the operator with its kinds (later ones
// are split into modules that have no versions), with the same interface (external-secrets.io/v1) as the chart's version.
module slipway.dev/external-secrets-operator

go 1.26.0

require github.com/external-secrets/external-secrets v0.20.4
