// Runs the git write-back of Argo CD Image Updater for a list of applications, as one of its cycles does once it knows
// the new images: JSON on the first line of standard input, "ready" when it is read, begin at the second line.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"text/template"

	"github.com/argoproj-labs/argocd-image-updater/ext/git"
	"github.com/argoproj-labs/argocd-image-updater/pkg/argocd"
	"github.com/argoproj-labs/argocd-image-updater/pkg/common"
	"github.com/argoproj-labs/argocd-image-updater/registry-scanner/pkg/image"
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"golang.org/x/sync/errgroup"
)

// The default of --max-concurrent-apps.
const concurrentApplications = 10

type request struct {
	Repository   string        `json:"repository"`
	Branch       string        `json:"branch"`
	Applications []application `json:"applications"`
}

type application struct {
	Name   string `json:"name"`
	Folder string `json:"folder"`
	// As in an application's spec: name=registry/new/name:tag@digest.
	Image  string `json:"image"`
	OldTag string `json:"oldTag"`
}

func main() {
	if err := run(bufio.NewReader(os.Stdin)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(input *bufio.Reader) error {
	line, err := input.ReadBytes('\n')
	if err != nil {
		return err
	}
	var asked request
	if err := json.Unmarshal(line, &asked); err != nil {
		return err
	}
	message, err := template.New("message").Parse(common.DefaultGitCommitMessage)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	if _, err := input.ReadBytes('\n'); err != nil {
		return errors.Join(errors.New("ended before it began"), err)
	}
	return writeBack(asked, message)
}

func writeBack(asked request, message *template.Template) error {
	state := argocd.NewSyncIterationState()
	group, ctx := errgroup.WithContext(context.Background())
	group.SetLimit(concurrentApplications)
	for _, each := range asked.Applications {
		group.Go(func() error {
			images, changes := each.images(ctx, asked, message)
			return commitChangesLocked(ctx, images, state, changes)
		})
	}
	return group.Wait()
}

func (a application) images(
	ctx context.Context, asked request, message *template.Template,
) (*argocd.ApplicationImages, []argocd.ChangeEntry) {
	next := image.NewFromIdentifier(a.Image)
	previous := image.NewFromIdentifier(next.ImageName + ":" + a.OldTag)
	changes := []argocd.ChangeEntry{{Image: next, OldTag: previous.ImageTag, NewTag: next.ImageTag}}
	app := v1alpha1.Application{}
	app.Name = a.Name
	app.Spec.Source = &v1alpha1.ApplicationSource{
		RepoURL:        asked.Repository,
		Path:           a.Folder,
		TargetRevision: asked.Branch,
		Kustomize:      &v1alpha1.ApplicationSourceKustomize{Images: v1alpha1.KustomizeImages{v1alpha1.KustomizeImage(a.Image)}},
	}
	return &argocd.ApplicationImages{Application: app, WriteBackConfig: &argocd.WriteBackConfig{
		Method:           argocd.WriteBackGit,
		KustomizeBase:    a.Folder,
		GitRepo:          asked.Repository,
		GitBranch:        asked.Branch,
		GetCreds:         func(*v1alpha1.Application) (git.Creds, error) { return git.NopCreds{}, nil },
		GitCommitUser:    "argocd-image-updater",
		GitCommitEmail:   "noreply@argoproj.io",
		GitCommitMessage: argocd.TemplateCommitMessage(ctx, message, a.Name, changes),
	}}, changes
}
