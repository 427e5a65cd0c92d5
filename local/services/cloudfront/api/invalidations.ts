import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../runtime/clock.ts';
import { openDatabase, transaction } from '../../../runtime/database.ts';
import { AwsError } from '../../../runtime/errors.ts';

export interface Invalidation {
  readonly id: string;
  readonly distribution: string;
  readonly callerReference: string;
  readonly paths: readonly string[];
  /** Milliseconds since the epoch. */
  readonly created: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS invalidations (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, distribution TEXT NOT NULL,
    reference TEXT NOT NULL, paths TEXT NOT NULL, created INTEGER NOT NULL,
    UNIQUE (distribution, reference)) STRICT;`;

/** Invalidations that were asked for: each is done by the time it is answered, and remembered for its reference. */
export function openInvalidations(path: string, clock: Clock) {
  const database = openDatabase(path, SCHEMA);
  const byReference = database.prepare(
    'SELECT * FROM invalidations WHERE distribution = ? AND reference = ?',
  );
  const byId = database.prepare('SELECT * FROM invalidations WHERE distribution = ? AND id = ?');
  const page = database.prepare(
    'SELECT * FROM invalidations WHERE distribution = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?',
  );
  const sequenceOf = database.prepare('SELECT sequence FROM invalidations WHERE distribution = ? AND id = ?');
  const insert = database.prepare(
    'INSERT INTO invalidations (id, distribution, reference, paths, created) VALUES (?, ?, ?, ?, ?)',
  );
  const forget = database.prepare('DELETE FROM invalidations WHERE distribution = ?');

  return {
    /** A new one, or the one that the same reference made. */
    create(distribution: string, callerReference: string, paths: readonly string[]): Invalidation {
      return transaction(database, () => {
        const earlier = read(byReference.get(distribution, callerReference));
        if (earlier && isDeepStrictEqual(earlier.paths, paths)) return earlier;
        if (earlier)
          throw new AwsError(
            'InvalidationBatchAlreadyExists',
            'Your caller reference is already associated with another invalidation batch.',
            409,
          );
        const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
        const id = `I${Array.from({ length: 25 }, () => letters[randomInt(letters.length)]).join('')}`;
        const created = clock.now();
        insert.run(id, distribution, callerReference, JSON.stringify(paths), created);
        return { id, distribution, callerReference, paths, created };
      });
    },
    find: (distribution: string, id: string) => read(byId.get(distribution, id)),
    /** Newest first, those after `marker`. */
    list(distribution: string, marker: string | undefined, limit: number): Invalidation[] {
      const before = marker === undefined ? undefined : sequenceOf.get(distribution, marker)?.['sequence'];
      const rows = page.all(distribution, Number(before ?? Number.MAX_SAFE_INTEGER), limit);
      return rows.map((row) => read(row)!);
    },
    forget: (distribution: string) => void forget.run(distribution),
    close: () => database.close(),
  };
}

export type Invalidations = ReturnType<typeof openInvalidations>;

function read(row: Record<string, unknown> | undefined): Invalidation | undefined {
  return (
    row && {
      id: String(row['id']),
      distribution: String(row['distribution']),
      callerReference: String(row['reference']),
      paths: JSON.parse(String(row['paths'])) as string[],
      created: Number(row['created']),
    }
  );
}
