/** What to list, and from where. */
export interface ListingQuery {
  readonly prefix: string;
  /** Keys are rolled up at the first of these after the prefix; empty for none. */
  readonly delimiter: string;
  /** The least key that may come (inclusive). */
  readonly from: string;
  readonly limit: number;
}

export interface Listing<T> {
  readonly entries: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** The last thing on the page: an entry, or a rolled-up prefix. */
  readonly last: T | string | undefined;
  /** Where the next page begins; `undefined` at the end. */
  readonly next: string | undefined;
}

/**
 * One page of a listing. `scan` answers entries in key order from an inclusive lower bound, as far as
 * they are read; a rolled-up prefix is skipped by scanning anew behind it, so a folder of a million keys
 * costs as much as one key.
 */
export function listPage<T extends { readonly key: string }>(
  { prefix, delimiter, limit, from: start }: ListingQuery,
  scan: (from: string) => Iterable<T>,
): Listing<T> {
  const entries: T[] = [];
  const commonPrefixes: string[] = [];
  let last: T | string | undefined;
  let from: string | undefined = compareKeys(start, prefix) > 0 ? start : prefix;

  while (from !== undefined && limit > 0) {
    let behind: string | undefined;
    for (const entry of scan(from)) {
      if (!entry.key.startsWith(prefix)) break;
      if (entries.length + commonPrefixes.length === limit)
        return { entries, commonPrefixes, last, next: entry.key };
      const cut = delimiter === '' ? -1 : entry.key.indexOf(delimiter, prefix.length);
      if (cut >= 0) {
        const common = entry.key.slice(0, cut + delimiter.length);
        commonPrefixes.push(common);
        last = common;
        behind = prefixEnd(common);
        break;
      }
      entries.push(entry);
      last = entry;
    }
    from = behind;
  }
  return { entries, commonPrefixes, last, next: undefined };
}

/** The least key behind every key that starts with `prefix`; `undefined` when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    // Surrogates are no characters of their own.
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}

/** Order of keys: of their UTF-8 bytes, which is that of their code points, not that of JavaScript's strings. */
export const compareKeys = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
