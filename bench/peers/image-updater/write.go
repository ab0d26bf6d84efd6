package main

import (
	"context"
	_ "unsafe" // for go:linkname

	"github.com/argoproj-labs/argocd-image-updater/pkg/argocd"
)

// What the controller calls for an application with a new image: it locks the repository, clones, edits, commits and
// pushes. It is not exported, and everything before it asks a registry and a cluster.
//
//go:linkname commitChangesLocked github.com/argoproj-labs/argocd-image-updater/pkg/argocd.commitChangesLocked
func commitChangesLocked(
	ctx context.Context, images *argocd.ApplicationImages, state *argocd.SyncIterationState, changes []argocd.ChangeEntry,
) error
