import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { ask } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { runScript } from './support/scripts.ts';
import type { Outputs } from './support/stack.ts';
import { settled, uploadFile } from './support/videos.ts';

/** What a feed may be narrowed down to; `null` for not at all. */
interface Filters {
  readonly kind: 'SHORT' | 'LONG' | null;
  readonly genre: string | null;
  readonly language: string | null;
}

const VIDEOS = /* GraphQL */ `
  query Videos($kind: VideoKind, $genre: String, $language: String) {
    videos(kind: $kind, genre: $genre, language: $language, limit: 100) {
      items {
        id
      }
    }
  }
`;

let outputs: Outputs;
let owner: Person;
let id: string;
beforeAll(async () => {
  outputs = inject('outputs');
  owner = await newPerson(outputs);
  id = await uploadFile(outputs, owner, await fixture('short'), {
    ...{ visibility: 'PUBLIC', kind: 'SHORT', genres: ['Drama', 'Sci-fi / Noir'], language: 'pt-br' },
  });
  expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
});

const UPDATE = 'mutation($input: UpdateVideoInput!) { updateVideo(input: $input) { id } }';
const update = (input: object) => ask(outputs, owner, UPDATE, { input: { id, ...input } });

/** Every combination of these. */
const combinations = (
  kinds: readonly Filters['kind'][],
  genres: readonly Filters['genre'][],
  languages: readonly Filters['language'][],
): Filters[] =>
  kinds.flatMap((kind) =>
    genres.flatMap((genre) => languages.map((language) => ({ kind, genre, language }))),
  );

async function isIn(filters: Filters): Promise<boolean> {
  const { videos } = await ask<{ videos: { items: { id: string }[] } }>(outputs, 'guest', VIDEOS, {
    ...filters,
  });
  return videos.items.some((item) => item.id === id);
}

/** Waits until the feeds that have the video are all of these, and none of those. */
async function expectIn(all: readonly Filters[], none: readonly Filters[]): Promise<void> {
  await vi.waitFor(
    async () => {
      for (const filters of all) expect(await isIn(filters), JSON.stringify(filters)).toBe(true);
      for (const filters of none) expect(await isIn(filters), JSON.stringify(filters)).toBe(false);
    },
    { timeout: 30_000, interval: 200 },
  );
}

const KINDS = ['SHORT', 'LONG', null] as const;
const GENRES = ['drama', 'DRAMA', 'Sci-fi / Noir', 'Documentary', null];
const LANGUAGES = ['pt-BR', 'en', null];
const EVERYTHING = combinations(KINDS, GENRES, LANGUAGES);

const fits = (has: { kind: string; genres: readonly string[]; language: string }) => (filters: Filters) =>
  (filters.kind === null || filters.kind === has.kind) &&
  (filters.genre === null || has.genres.includes(filters.genre.toLowerCase())) &&
  (filters.language === null || filters.language === has.language);

const expectOnly = (isFit: (filters: Filters) => boolean) =>
  expectIn(
    EVERYTHING.filter(isFit),
    EVERYTHING.filter((filters) => !isFit(filters)),
  );

describe('a published video', () => {
  it('is in every feed that it fits, and in no other', async () => {
    await expectOnly(fits({ kind: 'SHORT', genres: ['drama', 'sci-fi / noir'], language: 'pt-BR' }));
  });

  it('moves when it is edited', async () => {
    await update({ genres: ['Documentary', 'Drama'], language: 'en' });
    await expectOnly(fits({ kind: 'SHORT', genres: ['documentary', 'drama'], language: 'en' }));
  });

  it.each(['PRIVATE', 'UNLISTED'])('is in no feed while it is %s', async (visibility) => {
    await update({ visibility });
    await expectIn([], EVERYTHING);
    await update({ visibility: 'PUBLIC' });
    await expectOnly(fits({ kind: 'SHORT', genres: ['documentary', 'drama'], language: 'en' }));
  });

  it('goes when it is deleted', async () => {
    await ask(outputs, owner, 'mutation($id: ID!) { deleteVideo(id: $id) { id } }', { id });
    await expectIn([], EVERYTHING);
  });
});

describe('npm run rebuild-catalog', () => {
  /** As an operator runs it. */
  const run = async (...args: string[]) => {
    const { stdout, code } = await runScript('rebuild-catalog.ts', args, outputs);
    return { printed: stdout, code };
  };

  it('finds damage, mends it, and finds nothing any more', async () => {
    const rows = await rowsOf(outputs);
    try {
      const [first, second] = await rows.publish({ genres: ['Western'] }, { genres: ['Western'] });
      await run();
      expect(await run('--check')).toMatchObject({
        code: 0,
        printed: expect.stringContaining('Nothing differs.'),
      });

      const place = await placeOf(first!);
      await rows.remove('Shelves', { shelf: 'FEED/g:western', position: place });
      await rows.put('Shelves', { shelf: 'FEED/g:comedy', position: place, videoId: first });
      await rows.remove('Shelves', { shelf: `VIDEO#${second}`, position: '-' });
      const found = await run('--check');
      expect(found.code).toBe(1);
      expect(found.printed).toContain(`${first}; missing on FEED/g:western; too many on FEED/g:comedy`);
      expect(found.printed).toContain(`${second}; its placement is wrong`);

      expect(await run()).toMatchObject({ code: 0 });
      expect(await run('--check')).toMatchObject({
        code: 0,
        printed: expect.stringContaining('Nothing differs.'),
      });
    } finally {
      rows.close();
    }
  });

  const placeOf = async (videoId: string) => {
    const { video } = await ask<{ video: { publishedAt: string } }>(
      outputs,
      'guest',
      'query($id: ID!) { video(id: $id) { publishedAt } }',
      { id: videoId },
    );
    return `${video.publishedAt}#${videoId}`;
  };
});
