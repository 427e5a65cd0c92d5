import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PAGE_MAX } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import * as videos from '../Query.videos.ts';
import * as getVideos from '../functions/getVideos.ts';
import * as listShelf from '../functions/listShelf.ts';
import * as readPeople from '../functions/readPeople.ts';
import { BROKEN, context, publicRow } from '../testing/context.ts';
import { raised } from '../testing/outcomes.ts';
import { runPipeline, type Request, type Source } from '../testing/pipeline.ts';

/** What stands on the shelf: a video, one that is hidden, deleted, or broken by now, a row that names none, or one again. */
type Item = 'shown' | 'hidden' | 'deleted' | 'broken' | 'nameless' | 'again';

interface Answer {
  readonly items: readonly { readonly id: string }[];
  readonly nextToken: string | null;
}

const PIPELINE = {
  resolver: videos,
  functions: [
    ...[listShelf, getVideos, listShelf, getVideos, listShelf, getVideos, listShelf],
    ...[readPeople, readPeople],
  ],
} as const;

/** A list as DynamoDB has it: a page that ends with the list may still have a token. */
function shelfOf(items: readonly Item[]) {
  const requests: Request[] = [];
  const rows = new Map<string, VideoRow>();
  const shelf = items.map((item, index) => {
    const id = `v${index}`;
    if (item === 'shown') rows.set(id, publicRow({ id }));
    if (item === 'hidden') rows.set(id, publicRow({ id, visibility: 'PRIVATE' }));
    if (item === 'broken') rows.set(id, publicRow({ id, version: 'x' as unknown as number }));
    if (item === 'nameless') return { position: id, videoId: index % 2 === 0 ? 7 : '' };
    return { position: id, videoId: item === 'again' ? `v${index - 1}` : id };
  });
  const source: Source = (request) => {
    requests.push(request);
    if (request['operation'] === 'Query') {
      const from = Number(request['nextToken'] ?? 0);
      const to = from + Number(request['limit']);
      return {
        result: { items: shelf.slice(from, to), nextToken: to > shelf.length ? null : String(to) },
      };
    }
    const { keys } = (request['tables'] as { videos: { keys: { id: string }[] } }).videos;
    const ids = keys.map(({ id }) => id);
    if (new Set(ids).size < ids.length || ids.length > 100 || ids.some((id) => typeof id !== 'string'))
      throw new Error('DynamoDB refuses these keys.');
    return { result: { data: { videos: ids.map((id) => rows.get(id) ?? null) } } };
  };
  const page = (limit: number, nextToken?: string | null) => {
    requests.length = 0;
    return runPipeline(PIPELINE, context({ args: { limit, nextToken }, identity: null }), source) as Answer;
  };
  return { page, requests, shown: shelf.filter((_, index) => items[index] === 'shown') };
}

/** The list from its beginning to its end. */
function walk(list: ReturnType<typeof shelfOf>, limit: number) {
  const pages: { items: readonly { id: string }[]; consumed: number; isLast: boolean }[] = [];
  let token: string | null = null;
  do {
    const page: Answer = list.page(limit, token);
    const consumed = page.nextToken === null ? NaN : Number(page.nextToken) - Number(token ?? 0);
    pages.push({ items: page.items, consumed, isLast: page.nextToken === null });
    token = page.nextToken;
  } while (token !== null);
  return pages;
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a page', () => {
  const someItems = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Item>('shown') },
      fc.constantFrom<Item>('hidden', 'deleted', 'broken', 'nameless'),
    ),
    { maxLength: 300 },
  );
  const manyGone = fc
    .array(fc.tuple(fc.constantFrom<Item>('shown', 'hidden', 'deleted'), fc.integer({ min: 1, max: 150 })), {
      maxLength: 6,
    })
    .map((runs) => runs.flatMap(([item, times]) => Array<Item>(times).fill(item)));
  const limits = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: PAGE_MAX }));

  test('is full unless it is the last, and all of them together are the list', () => {
    fc.assert(
      fc.property(fc.oneof(someItems, manyGone), limits, (items, limit) => {
        const list = shelfOf(items);
        const pages = walk(list, limit);
        expect(pages.flatMap((page) => page.items.map(({ id }) => id))).toEqual(
          list.shown.map(({ videoId }) => videoId),
        );
        for (const { items: found, consumed, isLast } of pages) {
          expect(found.length).toBeLessThanOrEqual(limit);
          // One may come short only where it has looked at a hundred more than it needed.
          if (!isLast && found.length < limit) expect(consumed).toBeGreaterThanOrEqual(limit + PAGE_MAX);
        }
      }),
    );
  });

  test('costs a query and a read when all of it can be shown, and never more than seven calls', () => {
    fc.assert(
      fc.property(someItems, limits, (items, limit) => {
        const list = shelfOf(items);
        list.page(limit);
        const operations = list.requests.map(({ operation }) => operation);
        expect(operations.length).toBeLessThanOrEqual(7);
        if (items.slice(0, limit).every((item) => item === 'shown') && items.length >= limit)
          expect(operations).toEqual(['Query', 'BatchGetItem']);
      }),
    );
  });

  test('leaves out a row that names no video, or one again, and says so in the log', () => {
    const list = shelfOf(['shown', 'again', 'nameless', 'broken', 'shown']);
    expect(list.page(10).items.map(({ id }) => id)).toEqual(['v0', 'v4']);
    expect(console.error).toHaveBeenCalledTimes(3);
  });

  test('goes on right behind its last video when the last round found more than it needed', () => {
    const list = shelfOf([...Array<Item>(4).fill('deleted'), ...Array<Item>(10).fill('shown')]);
    const first = list.page(2);
    expect(first.items.map(({ id }) => id)).toEqual(['v4', 'v5']);
    expect(list.page(2, first.nextToken).items.map(({ id }) => id)).toEqual(['v6', 'v7']);
  });
});

describe('what was asked for', () => {
  const ask = (args: object, source: Source = () => ({ result: { items: [], nextToken: null } })) =>
    raised(() => runPipeline(PIPELINE, context({ args }), source));

  test.each([0, -1, 101, 1_000_000_000])('a page of %d is refused', (limit) => {
    expect(ask({ limit })).toEqual({ type: 'BadRequest', message: 'limit: must be from 1 to 100.' });
  });

  test('a page of no size has twenty', () => {
    const list = shelfOf(Array<Item>(30).fill('shown'));
    expect(list.page(null as unknown as number).items).toHaveLength(20);
  });

  test.each(['Invalid pagination token given.', 'The provided starting key is outside query boundaries'])(
    'a token that is not of this list is refused: %s',
    (message) => {
      const refuse: Source = () => ({ error: { message, type: 'DynamoDB:X' } });
      expect(ask({ nextToken: 'forged' }, refuse)).toMatchObject({ type: 'BadRequest' });
      expect(ask({}, refuse)).toMatchObject({ type: 'Unavailable' });
    },
  );

  test('a token that is empty is refused, and not taken for none', () => {
    expect(ask({ nextToken: '' })).toMatchObject({ type: 'BadRequest' });
    expect(ask({ nextToken: null })).toBeUndefined();
  });

  test('a table in trouble is not blamed on the token', () => {
    expect(ask({ nextToken: 't' }, () => BROKEN)).toMatchObject({
      type: 'Unavailable',
      message: expect.not.stringContaining('arn:'),
    });
  });
});
