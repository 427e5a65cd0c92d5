import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildSchema, graphqlSync } from 'graphql';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngagementRow } from '../../model/engagement-row.ts';
import type { ProfileRow } from '../../model/profile-row.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { context, GUESTS, OWNER, publicRow, STRANGER } from '../testing/context.ts';
import { beginPeople, takePeople, withPeople } from './people.ts';
import { showListed, showVideo } from './show-video.ts';

const directory = join(import.meta.dirname, '..', '..', 'schema');
const schema = buildSchema(
  readdirSync(directory)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(join(directory, name), 'utf8'))
    .join('\n'),
);
/** All that a row answers, and its people. */
const FIELDS = `id kind title description genres language visibility access status progress version durationSeconds width
  height profile posterUrl likeCount ratingAverage ratingCount viewCount reactionVersion createdAt updatedAt publishedAt
  failure { code message retryable } renditions { name width height bitrate codec container }
  owner { id displayName createdAt } viewer { liked rating positionSeconds canWatch }`;

/** What GraphQL itself says of an answer. */
function errorsOf(video: object | null) {
  const { errors = [] } = graphqlSync({
    schema,
    source: `{ video(id: "v") { ${FIELDS} } }`,
    rootValue: { video },
  });
  return errors.map(({ message }) => message);
}

const full = publicRow({
  ...{ description: 'Words', percent: 100, earlyPercent: 100, split: true, attempt: 1 },
  ...{
    profile: 'STANDARD',
    posterKey: 'posters/token/1/poster.0000001.jpg',
    hasStoryboard: true,
    split: false,
  },
  ...{ likeCount: 3, ratingSum: 9, ratingCount: 2, viewCount: 7, reactionVersion: 12 },
  failure: { code: 'CORRUPT', message: 'It is broken.', retryable: false },
});
const engagement: EngagementRow = {
  ...{ userId: 'owner', videoId: 'v', likedAt: '2026-01-31T09:30:00.000Z', stars: 5, positionSeconds: 4.5 },
};
const profile: ProfileRow = {
  ...{ userId: 'owner', record: 'PROFILE', displayName: 'Ada', createdAt: '2026-01-31T09:30:00.000Z' },
};

/** What somebody may write into a row by hand: anything that DynamoDB keeps. By its keys a row was found. */
const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>('', '__proto__', 'constructor', 1e300, -1, 2 ** 31, 0.5, true, [], {}, [null], {
    length: 2,
  }),
  fc.constantFrom('2026-02-30T00:00:00.000Z', '2026-01-31', 'x'.repeat(3_000)),
);
const damaged = <Row extends object>(row: Row): fc.Arbitrary<Row> =>
  fc
    .tuple(
      fc.constantFrom(...Object.keys(row).filter((name) => name !== 'userId' && name !== 'videoId')),
      fc.option(strange, { nil: undefined }),
    )
    .map(([name, value]) => ({ ...row, [name]: value }));
const twice = <Row extends object>(row: Row) => damaged(row).chain((once) => damaged(once));

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A video with its people, as it is answered. */
function answer(row: VideoRow, liked: EngagementRow, owner: ProfileRow) {
  const ctx = context({ info: { selectionSetList: ['viewer/liked', 'owner/id'] } });
  beginPeople(ctx, 0);
  takePeople(ctx, [liked], [owner]);
  const video = showVideo(ctx, row);
  return video && withPeople(ctx, [video])[0]!;
}

describe('a row', () => {
  test('that is as it must be is shown, with nothing that is not the API’s', () => {
    const video = answer(full, engagement, profile);
    expect(errorsOf(video)).toEqual([]);
    expect(video).toMatchObject({
      likeCount: 3,
      ratingAverage: 4.5,
      viewer: { rating: 5 },
      owner: { displayName: 'Ada' },
    });
    expect(video).not.toHaveProperty('upload');
    expect(console.error).not.toHaveBeenCalled();
  });

  test('has its poster on the CDN, and nothing else of the bucket', () => {
    const posterUrl = (posterKey?: string) => showVideo(context(), publicRow({ posterKey }))?.posterUrl;
    expect(posterUrl('posters/t/1/p.jpg')).toBe('https://cdn.example/posters/t/1/p.jpg');
    expect(posterUrl()).toBeNull();
    for (const key of ['videos/v/1/mp4/video.mp4', 'posters/../videos/v/1/mp4/video.mp4', ''])
      expect(posterUrl(key)).toBeUndefined();
  });

  test('that nothing was counted of has no likes', () => {
    expect(showVideo(context(), publicRow())).toMatchObject({
      likeCount: 0,
      ratingAverage: null,
      viewCount: 0,
    });
  });

  test('however it is damaged, is either left out, which the log says, or shown without an error', () => {
    const isDate = (value: unknown) => value == null || new Date(value as string).toISOString() === value;
    const inside = fc.oneof(
      damaged(full.renditions[0]!).map((rendition) => ({ ...full, renditions: [rendition] })),
      damaged(full.failure!).map((failure) => ({ ...full, failure })),
    );
    fc.assert(
      fc.property(fc.oneof(damaged(full), twice(full), inside), (row) => {
        vi.mocked(console.error).mockClear();
        const video = answer(row, engagement, profile);
        if (video === null) expect(console.error).toHaveBeenCalledWith(expect.stringContaining('malformed'));
        else {
          expect(errorsOf(video)).toEqual([]);
          expect([video.createdAt, video.updatedAt, video.publishedAt].every(isDate)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a person or of what they did, however it is damaged, spoils no video', () => {
    fc.assert(
      fc.property(damaged(engagement), damaged(profile), (liked, owner) => {
        expect(errorsOf(answer(full, liked, owner))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of a person whose name is an address gives a neutral name', () => {
    const video = answer(full, engagement, { ...profile, displayName: 'ada@example.com' });
    expect(JSON.stringify(video)).not.toContain('example.com');
  });
});

describe('a row of a list', () => {
  const shown = (row: VideoRow, identity: object | null, stash: object = {}) =>
    showListed(context({ identity, stash }), row)?.id;

  test('of a person’s own is shown to whom may see it', () => {
    const hidden = publicRow({ visibility: 'PRIVATE' });
    expect(shown(hidden, OWNER)).toBe('v');
    for (const identity of [STRANGER, ...GUESTS]) {
      expect(shown(hidden, identity)).toBeUndefined();
      expect(shown(publicRow(), identity)).toBe('v');
    }
  });

  test('of a public one is shown to nobody unless it belongs there, not even to its owner', () => {
    expect(shown(publicRow(), OWNER, { filter: { genre: 'DRAMA' } })).toBe('v');
    expect(shown(publicRow(), OWNER, { filter: { genre: 'Comedy' } })).toBeUndefined();
    for (const changes of [
      { visibility: 'UNLISTED' },
      { visibility: 'PRIVATE' },
      { status: 'FAILED' },
    ] as const)
      expect(shown(publicRow(changes), OWNER, { filter: {} })).toBeUndefined();
  });
});
