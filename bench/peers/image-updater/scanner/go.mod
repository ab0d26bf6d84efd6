module github.com/argoproj-labs/argocd-image-updater/registry-scanner

go 1.26.3

require (
	github.com/sirupsen/logrus v1.9.4
	k8s.io/client-go v0.36.1
)
