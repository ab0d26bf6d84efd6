/** Maps with at most `limit` calls at once; results are in the order of `items`. The first fault rejects. */
export async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  map: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const worker = async () => {
    // The iterator is shared: each worker takes the next item when it is done with its own.
    for (const [index, item] of rest) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
