import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { videoView } from '../../model/video-view.ts';
import * as readPeople from '../functions/readPeople.ts';
import { BROKEN, context, OWNER, publicRow } from '../testing/context.ts';
import { EarlyReturn, raised } from '../testing/outcomes.ts';
import { NOW } from '../testing/utils.ts';
import { beginPeople, nextKeys, takePeople, withPeople } from './people.ts';

const BOTH = ['items/id', 'items/viewer', 'items/viewer/liked', 'items/owner', 'items/owner/id'];

function begun(videos: readonly { id: string; ownerId: string }[], selected: string[], part: object = {}) {
  const ctx = context({ info: { selectionSetList: selected }, ...part });
  beginPeople(ctx, 1);
  ctx.stash.videos = videos.map((one) => videoView(publicRow(one), 'https://cdn.example'));
  return ctx;
}

function allKeys(ctx: ReturnType<typeof begun>) {
  const calls = [];
  for (;;) {
    const keys = nextKeys(ctx);
    if (keys.members.length + keys.engagements.length + keys.profiles.length === 0) return calls;
    calls.push(keys);
  }
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the people of a page', () => {
  const ids = fc.uniqueArray(fc.oneof(fc.uuid(), fc.constantFrom('__proto__', 'constructor')), {
    maxLength: 100,
  });
  const videos = fc
    .tuple(
      ids,
      fc.array(fc.oneof(fc.uuid(), fc.constantFrom('a', 'toString')), { minLength: 1, maxLength: 100 }),
    )
    .map(([all, owners]) => all.map((id, index) => ({ id, ownerId: owners[index % owners.length]! })));

  test('are asked for by a hundred keys a call, each once, and never by one call an item', () => {
    fc.assert(
      fc.property(videos, (page) => {
        const calls = allKeys(begun(page, BOTH));
        const owners = new Set(page.map(({ ownerId }) => ownerId));
        expect(calls.flatMap(({ engagements }) => engagements)).toEqual(page.map(({ id }) => id));
        expect(calls.flatMap(({ profiles }) => profiles)).toEqual([...owners]);
        expect(calls.flatMap(({ members }) => members)).toEqual([]);
        for (const { engagements, profiles } of calls)
          expect(engagements.length + profiles.length).toBeLessThanOrEqual(100);
        expect(calls).toHaveLength(Math.ceil((page.length + owners.size) / 100));
      }),
    );
  });

  const page = [
    { id: 'v1', ownerId: 'a' },
    { id: 'v2', ownerId: 'b' },
    { id: 'v3', ownerId: 'a' },
  ];

  test('are not asked for unless they were selected, nor is the viewer who is nobody', () => {
    expect(allKeys(begun(page, ['items/id', 'nextToken']))).toEqual([]);
    expect(allKeys(begun(page, BOTH.slice(0, 3)))).toEqual([
      { members: [], engagements: ['v1', 'v2', 'v3'], profiles: [] },
    ]);
    expect(allKeys(begun(page, BOTH.slice(3)))).toEqual([
      { members: [], engagements: [], profiles: ['a', 'b'] },
    ]);
    expect(allKeys(begun(page, BOTH, { identity: null }))).toEqual([
      { members: [], engagements: [], profiles: ['a', 'b'] },
    ]);
  });

  test('are not asked for again when they are known', () => {
    const ctx = begun(page, BOTH);
    beginPeople(ctx, 1, { id: 'a', displayName: 'Ada', createdAt: null });
    takePeople(ctx, [{ userId: 'owner', videoId: 'v1', stars: 4 } as EngagementRow], []);
    expect(allKeys(ctx)).toEqual([{ members: [], engagements: ['v2', 'v3'], profiles: ['b'] }]);
    expect(withPeople(ctx, ctx.stash.videos)).toMatchObject([
      { viewer: { liked: false, rating: 4 }, owner: { displayName: 'Ada' } },
      { viewer: { liked: false, rating: null }, owner: { displayName: expect.any(String), createdAt: null } },
      { owner: { displayName: 'Ada' } },
    ]);
  });

  test('know what the viewer may watch', () => {
    const ctx = begun([], BOTH);
    const premium = { ...publicRow(), access: 'PREMIUM' } as const;
    const views = [premium, { ...premium, ownerId: 'other' }].map((row) =>
      videoView(row, 'https://cdn.example'),
    );
    expect(withPeople(ctx, views)).toMatchObject([
      { viewer: { canWatch: true } },
      { viewer: { canWatch: false } },
    ]);
    expect(withPeople(begun([], BOTH, { identity: null }), views)).toMatchObject([
      { viewer: null },
      { viewer: null },
    ]);
  });
});

describe('a membership', () => {
  const VIEWER = BOTH.slice(0, 3);
  const premium = (ownerId: string) => videoView(publicRow({ id: ownerId, ownerId, access: 'PREMIUM' }), '');
  const aPage = (videos: readonly object[], selected = VIEWER, part: object = {}) => {
    const ctx = begun([], selected, part);
    ctx.stash.videos = videos;
    return ctx;
  };
  const ROW = { userId: OWNER.sub, record: 'MEMBERSHIP', planId: 'monthly', version: 1 } as const;
  const LATER = '2026-01-31T09:30:00.001Z';

  test('is asked for with the rest when it decides about a video, once, and in no more calls than are there', () => {
    const page = Array.from({ length: 100 }, (_, index) => premium(`owner-${index}`));
    const calls = allKeys(aPage(page, BOTH));
    expect(calls.map(({ members }) => members)).toEqual([[OWNER.sub], [], []]);
    expect(calls.map(({ engagements, profiles }) => engagements.length + profiles.length)).toEqual([
      ...[99, 100, 1],
    ]);
    for (const call of calls)
      expect(call.members.length + call.engagements.length + call.profiles.length).toBeLessThanOrEqual(100);
  });

  test.each([
    ['no video asks for one', [videoView(publicRow({ ownerId: 'other' }), '')], VIEWER, {}],
    ['those that do are the viewer’s own', [premium(OWNER.sub)], VIEWER, {}],
    ['nobody asks what the viewer may', [premium('other')], BOTH.slice(3), {}],
    ['the viewer is a guest', [premium('other')], BOTH, { identity: null }],
  ])('is not asked for when %s', (_, videos, selected, part) => {
    for (const { members } of allKeys(aPage(videos, selected, part))) expect(members).toEqual([]);
  });

  test('is read as it is now', () => {
    expect(readPeople.request(aPage([premium('other')]))).toMatchObject({
      tables: {
        accounts: { keys: [{ userId: OWNER.sub, record: 'MEMBERSHIP' }], consistentRead: true },
      },
    });
  });

  test.each<[string, object, boolean]>([
    ['holds', { endsAt: LATER }, true],
    ['is over at its very end', { endsAt: NOW }, false],
    ['was revoked', { endsAt: LATER, revokedAt: NOW }, false],
    ['was broken by somebody', { endsAt: 'never' }, false],
  ])('that %s decides', (_, row, canWatch) => {
    const videos = [premium('other'), premium(OWNER.sub), videoView(publicRow({ ownerId: 'other' }), '')];
    const ctx = aPage(videos);
    const result = { data: { accounts: [{ ...ROW, startedAt: NOW, ...row }, null] } };
    readPeople.response({ ...ctx, result });
    expect(withPeople(ctx, videos)).toMatchObject([
      { viewer: { canWatch } },
      ...Array.from({ length: 2 }, () => ({ viewer: { canWatch: true } })),
    ]);
  });
});

describe('reading them', () => {
  const page = [{ id: 'v1', ownerId: 'a' }];

  test('is one call over both tables, of the viewer’s own rows as they are now', () => {
    expect(readPeople.request(begun(page, BOTH))).toEqual({
      operation: 'BatchGetItem',
      tables: {
        engagements: { keys: [{ userId: OWNER.sub, videoId: 'v1' }], consistentRead: true },
        accounts: { keys: [{ userId: 'a', record: 'PROFILE' }], consistentRead: false },
      },
    });
  });

  test('is no call when nothing is wanted', () => {
    expect(() => readPeople.request(begun(page, []))).toThrow(EarlyReturn);
  });

  test('takes what there is, and says so when DynamoDB could not answer all', () => {
    const answer = (part: object) => {
      const ctx = { ...begun(page, BOTH), ...part };
      return raised(() => readPeople.response(ctx));
    };
    const data = { engagements: [null], accounts: [null] };
    expect(
      answer({ result: { data, unprocessedKeys: { engagements: [], accounts: null } } }),
    ).toBeUndefined();
    const left = { result: { data, unprocessedKeys: { accounts: [{ userId: 'a' }] } } };
    expect(answer(left)).toMatchObject({ type: 'Unavailable' });
    expect(answer(BROKEN)).toMatchObject({
      type: 'Unavailable',
      message: expect.not.stringContaining('arn'),
    });
  });
});
