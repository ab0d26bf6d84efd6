module bank.example/ledger

go 1.26
