// Package cniprovider takes the place of networks of their own for build steps: here they have the host's, or none.
package cniprovider

import (
	"errors"

	"github.com/moby/buildkit/util/network"
)

type Opt struct {
	Root         string
	ConfigPath   string
	BinaryDir    string
	PoolSize     int
	BridgeName   string
	BridgeSubnet string
}

var errNone = errors.New("this build of BuildKit makes no networks: set networkMode to host or none")

func New(Opt) (network.Provider, error) {
	return nil, errNone
}

func NewBridge(Opt) (network.Provider, error) {
	return nil, errNone
}
