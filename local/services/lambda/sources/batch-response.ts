/**
 * Which records of a batch failed, by what the function answered under `ReportBatchItemFailures`.
 * An empty or missing list means that all went well; anything that cannot be understood (no JSON
 * object, no list, an id that is empty or not of this batch) means that none did.
 */
export function failedItems(payload: string, ids: readonly string[]): ReadonlySet<string> {
  const all = new Set(ids);
  const answer = parse(payload);
  if (answer === null || answer === undefined) return new Set();
  if (typeof answer !== 'object' || Array.isArray(answer)) return all;
  const list = (answer as { readonly batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(list)) return all;
  const failed = new Set<string>();
  for (const item of list as readonly unknown[]) {
    const id =
      typeof item === 'object' && item !== null
        ? (item as { itemIdentifier?: unknown }).itemIdentifier
        : undefined;
    if (typeof id !== 'string' || !all.has(id)) return all;
    failed.add(id);
  }
  return failed;
}

/** The JSON value; text that is not JSON stands for itself, and is no batch response. */
function parse(payload: string): unknown {
  try {
    return payload === '' ? null : (JSON.parse(payload) as unknown);
  } catch {
    return payload;
  }
}
