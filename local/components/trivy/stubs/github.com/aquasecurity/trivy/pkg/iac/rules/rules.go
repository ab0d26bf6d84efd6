// Package rules takes the place of trivy's register of configuration checks.
package rules

// Check has what the list of secret rules fills in.
type Check struct {
	Name        string
	Description string
}
