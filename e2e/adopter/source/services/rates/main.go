// Rates answers what a dollar costs.
package main

import (
	"fmt"
	"net/http"

	"bank.example/shared/money"
	"bank.example/shared/web"
)

func main() {
	web.Serve(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "one dollar costs %s\n", money.Euro(92))
	})
}
