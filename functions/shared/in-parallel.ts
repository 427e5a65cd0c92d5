/**
 * Works on all items, on at most `limit` at once. Work that fails takes its place with it, so that what fails always
 * soon ends; the first failure is thrown when nothing is under way any more: a function that answered is frozen.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const places = items.slice(0, limit).map(async () => {
    for (const item of rest) await work(item);
  });
  for (const outcome of await Promise.allSettled(places))
    if (outcome.status === 'rejected') throw outcome.reason;
}
