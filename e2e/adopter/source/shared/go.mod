module bank.example/shared

go 1.26
