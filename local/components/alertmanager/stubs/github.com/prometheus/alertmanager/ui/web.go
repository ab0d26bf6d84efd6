// Package ui has no pages: the module carries the sources of its web interface, not the built files that it embeds.
package ui

import "github.com/prometheus/common/route"

// Register adds nothing; what programs and probes ask is registered elsewhere.
func Register(*route.Router) {}
