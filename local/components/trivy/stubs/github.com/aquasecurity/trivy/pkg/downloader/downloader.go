// Package downloader takes the place of go-getter with its clients of S3 and Google: it unpacks an archive that is there.
package downloader

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

type Options struct{}

// Download replaces dst by the content of the local archive src (tar, gzip).
func Download(_ context.Context, src, dst, _ string, _ Options) (string, error) {
	archive, err := os.Open(src)
	if err != nil {
		return "", err
	}
	defer archive.Close()
	plain, err := gzip.NewReader(archive)
	if err != nil {
		return "", err
	}
	if err := os.RemoveAll(dst); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dst, 0o755); err != nil {
		return "", err
	}
	root, err := os.OpenRoot(dst)
	if err != nil {
		return "", err
	}
	defer root.Close()
	return "", unpack(tar.NewReader(plain), root)
}

// unpack writes files and folders; a root refuses every path that leads out of it.
func unpack(archive *tar.Reader, root *os.Root) error {
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch header.Typeflag {
		case tar.TypeDir:
			err = root.MkdirAll(filepath.Clean(header.Name), 0o755)
		case tar.TypeReg:
			err = write(archive, root, filepath.Clean(header.Name))
		}
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
}

func write(content io.Reader, root *os.Root, name string) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := root.Create(name)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, content); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
