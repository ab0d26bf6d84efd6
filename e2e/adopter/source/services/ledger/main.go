// Ledger answers what an account holds.
package main

import (
	"fmt"
	"net/http"
	"os"

	"bank.example/shared/money"
	"bank.example/shared/web"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "migrate" {
		fmt.Println("ledger: the schema is at version 1")
		return
	}
	web.Serve(balance)
}

func balance(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, "%s holds %s\n", r.URL.Path, money.Euro(1250))
}
