module bank.example/rates

go 1.26
