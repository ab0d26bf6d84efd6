// Package money writes amounts the way the bank's customers read them.
package money

import "fmt"

// Euro formats cents: 1250 is "12.50 EUR".
func Euro(cents int64) string {
	return fmt.Sprintf("%d.%02d EUR", cents/100, cents%100)
}
