import { listOf, type List } from './entities.ts';
import { missing, refusal } from './errors.ts';
import type { Reader } from './reader.ts';

const MOST = 100;
const USUAL = 10;

/**
 * The part of all that is asked for, the newest first: by `limit`, `starting_after`, and by the fields that are named.
 *
 * @param filters fields of the things
 */
export function listed<T extends { readonly id: string }>(
  all: readonly T[],
  input: Reader,
  url: string,
  filters: readonly (keyof T & string)[] = [],
): List<T> {
  input.only('limit', 'starting_after', 'expand', ...filters);
  const limit = input.integer('limit') ?? USUAL;
  if (limit < 1 || limit > MOST)
    throw refusal(`This value must be between 1 and ${MOST} (inclusive).`, { param: 'limit' });
  const wanted = filters.flatMap((name) => {
    const value = input.text(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const fitting = all.filter((one) => wanted.every(([name, value]) => one[name] === value));
  const start = startIn(fitting, input.text('starting_after'));
  const data = fitting.slice(start, start + limit);
  return listOf(data, url, start + limit < fitting.length);
}

function startIn(fitting: readonly { readonly id: string }[], after: string | undefined): number {
  if (after === undefined) return 0;
  const last = fitting.findIndex(({ id }) => id === after);
  if (last < 0) throw missing('object', after, 'starting_after');
  return last + 1;
}
