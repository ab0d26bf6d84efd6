"""Reconcile: compares the day's movements with the balances."""

movements = [1250, -300, 300]
if sum(movements) != 1250:
    raise SystemExit("the books differ")
print("the books agree")
