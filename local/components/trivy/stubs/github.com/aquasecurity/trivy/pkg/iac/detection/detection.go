// Package detection takes the place of trivy's detection of configuration files: the names of their types, no detection.
package detection

type FileType string

const (
	FileTypeAnsible               FileType = "ansible"
	FileTypeAzureARM              FileType = "azure-arm"
	FileTypeCloudFormation        FileType = "cloudformation"
	FileTypeDockerfile            FileType = "dockerfile"
	FileTypeHelm                  FileType = "helm"
	FileTypeJSON                  FileType = "json"
	FileTypeKubernetes            FileType = "kubernetes"
	FileTypeTerraform             FileType = "terraform"
	FileTypeTerraformPlanJSON     FileType = "terraformplan-json"
	FileTypeTerraformPlanSnapshot FileType = "terraformplan-snapshot"
	FileTypeYAML                  FileType = "yaml"
)
