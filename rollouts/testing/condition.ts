const form = /^len\(result\) > 0 && !isNaN\(result\[0\]\) && result\[0\] (<=|>=) (\d+(?:\.\d+)?)$/;

/**
 * Evaluates a success condition as Rollouts would, for the one form the chart writes: at least one sample, the first
 * not NaN and within a bound. Any other form is an error here, so a new one cannot go untested.
 */
export function holds(condition: string, result: readonly number[]): boolean {
  const [, comparison, bound] = form.exec(condition) ?? [];
  if (bound === undefined) throw new Error(`a condition of another form: ${condition}`);
  const [first] = result;
  if (first === undefined || Number.isNaN(first)) return false;
  return comparison === "<=" ? first <= Number(bound) : first >= Number(bound);
}
