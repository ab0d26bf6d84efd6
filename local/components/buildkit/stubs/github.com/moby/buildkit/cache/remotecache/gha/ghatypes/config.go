// Package ghatypes is the configuration of a cache that this build does not have.
package ghatypes

type CacheConfig struct {
	Verify VerifyConfig `toml:"verify"`
}

type VerifyConfig struct {
	Required bool `toml:"required"`
}
