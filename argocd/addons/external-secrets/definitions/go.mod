// The kinds of External Secrets, for definitions.control-plane.test.ts. This is the newest version whose module carries them and is of
// the same interface (external-secrets.io/v1) as the chart's.
module slipway.dev/external-secrets-definitions

go 1.26.0

require github.com/external-secrets/external-secrets v0.16.2
