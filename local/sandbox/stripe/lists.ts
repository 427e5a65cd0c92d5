import { listOf, type List } from './entities.ts';
import { refusal } from './errors.ts';
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
  const after = input.text('starting_after');
  const start = after === undefined ? 0 : fitting.findIndex(({ id }) => id === after) + 1;
  const data = fitting.slice(start, start + limit);
  return listOf(data, url, start + limit < fitting.length);
}
