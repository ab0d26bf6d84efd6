// Package misconf takes the place of trivy's checks of configuration files, which bring Rego, Terraform and Helm along.
package misconf

// ScannerOption has what the key of the cache is made of; nothing sets it, and nothing is checked.
type ScannerOption struct {
	PolicyPaths []string
	DataPaths   []string
}

func (ScannerOption) Sort() {}
