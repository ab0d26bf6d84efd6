// Package rego takes the place of Rego's interpreter: a report filtered by a policy file is an error, never unfiltered.
package rego

import (
	"context"
	"errors"

	"github.com/open-policy-agent/opa/v1/ast"
)

var errNoRego = errors.New("this build of trivy runs no policies")

type (
	Option            struct{}
	EvalOption        struct{}
	Rego              struct{}
	PreparedEvalQuery struct{}
	Expression        struct{ Value any }
	Result            struct{ Expressions []*Expression }
	ResultSet         []Result
)

func New(...Option) *Rego { return &Rego{} }

func Query(string) Option { return Option{} }

func Module(string, string) Option { return Option{} }

func SetRegoVersion(ast.RegoVersion) Option { return Option{} }

func EvalInput(any) EvalOption { return EvalOption{} }

func (*Rego) PrepareForEval(context.Context) (PreparedEvalQuery, error) {
	return PreparedEvalQuery{}, errNoRego
}

func (PreparedEvalQuery) Eval(context.Context, ...EvalOption) (ResultSet, error) {
	return nil, errNoRego
}
