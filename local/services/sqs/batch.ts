import { batchError, SqsError } from './errors.ts';

export interface BatchEntry {
  readonly Id: string;
}

const MAX_ENTRIES = 10;

/** Runs each entry of a batch by itself: one that fails does not stop the others. */
export function batchOf<T extends BatchEntry>(entries: readonly T[] | undefined, run: (entry: T) => object) {
  checkEntries(entries ?? []);
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries ?? [])
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.queryCode, Message: error.message });
    }
  return { Successful, Failed };
}

function checkEntries(entries: readonly BatchEntry[]): void {
  if (entries.length === 0)
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > MAX_ENTRIES)
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRIES}. You have sent ${entries.length}.`,
    );
  if (!entries.every(({ Id }) => typeof Id === 'string' && /^[A-Za-z0-9_-]{1,80}$/.test(Id)))
    throw batchError(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  const repeated = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) !== index);
  if (repeated) throw batchError('BatchEntryIdsNotDistinct', `Id ${repeated.Id} repeated.`);
}
