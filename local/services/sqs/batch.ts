import { batchError, SqsError } from './errors.ts';

export interface BatchEntry {
  readonly Id?: string;
}

const MAX_ENTRIES = 10;

/** Sorts what became of each entry: one that fails does not stop the others. */
export function batchAnswer<T extends BatchEntry, R>(
  entries: readonly T[],
  results: readonly (R | SqsError)[],
  onWire: (result: R) => object,
) {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const [index, { Id }] of entries.entries()) {
    const result = results[index]!;
    if (result instanceof SqsError)
      Failed.push({ Id, SenderFault: true, Code: result.queryCode, Message: result.message });
    else Successful.push({ Id, ...onWire(result) });
  }
  return { Successful, Failed };
}

/** Refuses the whole batch: for its size, or for entries that cannot be told apart. */
export function checkEntries(entries: readonly BatchEntry[]): void {
  if (entries.length === 0)
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_ENTRIES)
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  if (!entries.every(({ Id }) => Id !== undefined && /^[A-Za-z0-9_-]{1,80}$/.test(Id)))
    throw batchError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  const repeated = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) !== index);
  if (repeated) throw batchError('BatchEntryIdsNotDistinct', `Id ${repeated.Id} repeated.`);
}
