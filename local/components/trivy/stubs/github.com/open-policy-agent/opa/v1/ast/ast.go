// Package ast takes the place of the compiler of Rego.
package ast

type RegoVersion int

const RegoV0 RegoVersion = iota
