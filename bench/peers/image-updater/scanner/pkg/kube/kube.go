// Package kube: a cluster is never asked here, so these are types alone.
package kube

import (
	"context"

	"k8s.io/client-go/kubernetes"
)

const unused = "not part of the write-back"

type KubernetesClient struct {
	Clientset kubernetes.Interface
	Namespace string
	Context   context.Context
}

func NewKubernetesClient(context.Context, kubernetes.Interface, string) *KubernetesClient {
	panic(unused)
}
func (*KubernetesClient) GetSecretField(string, string, string) (string, error) { panic(unused) }
func (*KubernetesClient) GetSecretData(string, string) (map[string][]byte, error) {
	panic(unused)
}
