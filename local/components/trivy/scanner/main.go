// Command trivy is trivy with the commands and flags that scan-image calls, on trivy's own packages: an image in a
// folder scanned for vulnerabilities and secrets, a report converted, the database fetched. What else trivy can do
// (configuration files, RPM, registries and daemons as sources, policies) is four fifths of the time to build it.
// A flag it does not have is an error, and so is an image whose packages it cannot read.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/aquasecurity/trivy/pkg/log"
	"github.com/aquasecurity/trivy/pkg/version/app"
	xos "github.com/aquasecurity/trivy/pkg/x/os"
)

var errUsage = errors.New("usage: trivy image | convert | --version, with the flags that scan-image gives")

func main() {
	log.InitLogger(false, false)
	err := run(context.Background(), os.Args[1:])
	// A scan makes a folder for temporary files.
	if err := errors.Join(err, xos.Cleanup()); err != nil {
		log.Fatal("Fatal error", log.Err(err))
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	switch args[0] {
	case "image":
		return image(ctx, args[1:])
	case "convert":
		return convert(ctx, args[1:])
	case "--version", "version":
		_, err := fmt.Println("Version:", app.Version())
		return err
	default:
		return errUsage
	}
}
