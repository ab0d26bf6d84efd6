// Package log says nothing: what is measured should not be the terminal.
package log

import (
	"context"
	"io"

	"github.com/sirupsen/logrus"
)

type LogContext = logrus.Entry

var silent = func() *logrus.Entry {
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	logger.SetLevel(logrus.PanicLevel)
	return logrus.NewEntry(logger)
}()

func Log() *logrus.Entry                                                     { return silent }
func LoggerFromContext(context.Context) *logrus.Entry                        { return silent }
func WithFields(logrus.Fields) *logrus.Entry                                 { return silent }
func Warn(...any)                                                            {}
func Warnf(string, ...any)                                                   {}
func Debugf(string, ...any)                                                  {}
func Infof(string, ...any)                                                   {}
func Errorf(string, ...any)                                                  {}
func Tracef(string, ...any)                                                  {}
func ContextWithLogger(ctx context.Context, _ *logrus.Entry) context.Context { return ctx }
