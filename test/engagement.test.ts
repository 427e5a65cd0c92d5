import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { signed } from './support/iam.ts';
import { newPerson, type Person } from './support/people.ts';
import { countRecords } from './support/records.ts';
import { rowsOf, videoRow, type Row, type Rows } from './support/rows.ts';
import { subscribe, SubscriptionRefused } from './support/subscribe.ts';

const outputs = inject('outputs');
const LIKE = 'mutation($id: ID!) { likeVideo(videoId: $id) { id viewer { liked rating } } }';
const UNLIKE = 'mutation($id: ID!) { unlikeVideo(videoId: $id) { id viewer { liked rating } } }';
const RATE =
  'mutation($id: ID!, $stars: Int = 3) { rateVideo(videoId: $id, stars: $stars) { id viewer { liked rating } } }';
const UNRATE = 'mutation($id: ID!) { unrateVideo(videoId: $id) { id viewer { liked rating } } }';
const PROGRESS = /* GraphQL */ `
  mutation ($id: ID!, $position: Float = 1) {
    recordProgress(videoId: $id, positionSeconds: $position) {
      liked
      rating
      positionSeconds
      canWatch
    }
  }
`;
const WRITES = { likeVideo: LIKE, unlikeVideo: UNLIKE, rateVideo: RATE, unrateVideo: UNRATE };
const ALL = { ...WRITES, recordProgress: PROGRESS };
const today = () => new Date().toISOString().slice(0, 10);

let rows: Rows;
let owner: Person;
let person: Person;
let videoId: string;
let hidden: string;
let unfinished: string;
let premium: string;
beforeAll(async () => {
  rows = await rowsOf(outputs);
  [owner, person] = [await newPerson(outputs), await newPerson(outputs)];
  videoId = await newVideo();
  hidden = await newVideo({ visibility: 'PRIVATE' });
  unfinished = await newVideo({ status: 'PROCESSING', publishedAt: undefined });
  premium = await newVideo({ access: 'PREMIUM' });
});

afterAll(() => rows?.close());

/** Ten seconds long. */
async function newVideo(changes: Row = {}): Promise<string> {
  const row = videoRow({ ownerId: owner.sub, durationSeconds: 10, ...changes });
  await rows.put('Videos', row);
  return row['id'] as string;
}
const rowOf = async ({ sub }: Person, id: string) =>
  (await rows.ofPerson('Engagements', sub)).find((row) => row['videoId'] === id);
const progress = async (who: Identity, id: string, position: number) =>
  graphql<{ recordProgress: object | null }>(outputs, who, PROGRESS, { id, position });
const isContinued = async (who: Person, id: string) => {
  const { continueWatching } = await ask<{ continueWatching: { items: { id: string }[] } }>(
    ...([outputs, who, '{ continueWatching { items { id } } }'] as const),
  );
  return continueWatching.items.some((item) => item.id === id);
};

/** Waits until the stream has come to these counts. */
const counted = (id: string, counts: object) =>
  vi.waitFor(async () => {
    const query = 'query($id: ID!) { video(id: $id) { likeCount viewCount } }';
    expect(await ask(outputs, 'guest', query, { id })).toEqual({ video: counts });
  }, 30_000);

/** A write that must be refused with this type, and leave the person's rows as they were. */
async function expectRefused(who: Person, query: string, variables: object, errorType: string) {
  const before = await rows.ofPerson('Engagements', who.sub);
  const { errors, data } = await graphql(outputs, who, query, { ...variables });
  expect(errors, JSON.stringify(variables).slice(0, 200)).toMatchObject([{ errorType, data: null }]);
  expect(data).toBeNull();
  expect(await rows.ofPerson('Engagements', who.sub)).toEqual(before);
  return errors![0]!.message;
}

describe('a like and a rating', () => {
  it('are the caller’s own, in one row, and answered at once', async () => {
    const me = await newPerson(outputs);
    const viewer = async (query: string, variables: object = {}) =>
      Object.values(
        await ask<Record<string, { id: string; viewer: object }>>(outputs, me, query, {
          id: videoId,
          ...variables,
        }),
      )[0];
    expect(await viewer(LIKE)).toEqual({ id: videoId, viewer: { liked: true, rating: null } });
    expect(await viewer(RATE, { stars: 5 })).toEqual({ id: videoId, viewer: { liked: true, rating: 5 } });
    expect(await viewer(RATE, { stars: 1 })).toEqual({ id: videoId, viewer: { liked: true, rating: 1 } });
    expect(await rows.ofPerson('Engagements', me.sub)).toMatchObject([{ videoId, stars: 1 }]);
    expect(await viewer(UNLIKE)).toEqual({ id: videoId, viewer: { liked: false, rating: 1 } });
    expect(await viewer(UNRATE)).toEqual({ id: videoId, viewer: { liked: false, rating: null } });
    expect(await rowOf(me, videoId)).toEqual({ userId: me.sub, videoId });
  });

  it('come again change nothing, not even in the stream', async () => {
    const me = await newPerson(outputs);
    for (const [query, variables] of [
      [LIKE, {}],
      [RATE, { stars: 4 }],
      [UNLIKE, {}],
      [UNRATE, {}],
    ] as const) {
      await ask(outputs, me, query, { id: videoId, ...variables });
      const before = [await rowOf(me, videoId), await countRecords(outputs, me.sub)];
      for (let again = 0; again < 3; again += 1) await ask(outputs, me, query, { id: videoId, ...variables });
      expect([await rowOf(me, videoId), await countRecords(outputs, me.sub)]).toEqual(before);
    }
    expect(await countRecords(outputs, me.sub)).toBe(4);
  });

  it('answer with all that was selected of the video, its owner too', async () => {
    const query =
      'mutation($id: ID!) { likeVideo(videoId: $id) { who: owner { id } mine: viewer { liked } } }';
    expect(await ask(outputs, person, query, { id: videoId })).toEqual({
      likeVideo: { who: { id: owner.sub }, mine: { liked: true } },
    });
  });

  it('may be the owner’s, of a video that nobody else sees yet', async () => {
    for (const id of [hidden, unfinished])
      expect(await ask(outputs, owner, LIKE, { id })).toMatchObject({
        likeVideo: { viewer: { liked: true } },
      });
  });
});

describe('what is refused, and leaves no row behind:', () => {
  it.each(Object.keys(ALL) as (keyof typeof ALL)[])('%s of what the caller may not see', async (field) => {
    const unknown = await expectRefused(person, ALL[field], { id: 'no-such-video' }, 'NotFound');
    for (const id of [hidden, unfinished, '', '-', '\ud800', '💣'.repeat(50), 'x'.repeat(1_000_000)])
      expect(await expectRefused(person, ALL[field], { id }, 'NotFound')).toBe(unknown);
  });

  it.each(Object.keys(ALL) as (keyof typeof ALL)[])('%s by a guest', async (field) => {
    const { data, errors } = await graphql(outputs, 'guest', ALL[field], { id: videoId });
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { errorType: 'Unauthorized', message: `Not Authorized to access ${field} on type Mutation` },
    ]);
  });

  it('stars outside 1 to 5', async () => {
    for (const stars of [0, 6, -1, 2_147_483_647])
      expect(await expectRefused(person, RATE, { id: videoId, stars }, 'BadRequest')).toMatch(/^stars: /);
  });

  it('stars that are no whole number, by GraphQL itself', async () => {
    const before = await rows.ofPerson('Engagements', person.sub);
    for (const stars of [2.5, '3', true, 2 ** 31]) {
      const { data, errors } = await graphql(outputs, person, RATE, { id: videoId, stars });
      expect(data ?? null).toBeNull();
      expect(errors).toHaveLength(1);
    }
    expect(await rows.ofPerson('Engagements', person.sub)).toEqual(before);
  });

  it('a position that the video does not have', async () => {
    for (const position of [-1, -1e-300, 10.001, 1e6, 1.7e308])
      expect(await expectRefused(person, PROGRESS, { id: videoId, position }, 'BadRequest')).toMatch(
        /^positionSeconds: /,
      );
    const before = await rows.ofPerson('Engagements', person.sub);
    for (const literal of ['1e999', '"NaN"', 'NaN']) {
      const query = `mutation($id: ID!) { recordProgress(videoId: $id, positionSeconds: ${literal}) { liked } }`;
      expect((await graphql(outputs, person, query, { id: videoId })).errors).toHaveLength(1);
    }
    expect(await rows.ofPerson('Engagements', person.sub)).toEqual(before);
  });

  it('progress in a video that is not ready, or for members', async () => {
    await expectRefused(owner, PROGRESS, { id: unfinished }, 'NotReady');
    await expectRefused(person, PROGRESS, { id: premium }, 'MembershipRequired');
    expect((await progress(owner, premium, 1)).data.recordProgress).toMatchObject({ canWatch: true });
  });
});

describe('progress', () => {
  it('is kept from the first frame to the last, with all that the caller did', async () => {
    const me = await newPerson(outputs);
    await ask(outputs, me, LIKE, { id: videoId });
    for (const position of [0, 4.5, 10, 1e-300, 3]) {
      const positionSeconds = position < 1e-9 ? 0 : position;
      const state = { liked: true, rating: null, positionSeconds, canWatch: true };
      expect(await progress(me, videoId, position)).toMatchObject({ data: { recordProgress: state } });
    }
    expect(await rowOf(me, videoId)).toMatchObject({ positionSeconds: 3, viewedOn: today() });
  });

  it('is to be continued until the end, and again from the beginning', async () => {
    const me = await newPerson(outputs);
    await progress(me, videoId, 5);
    expect(await isContinued(me, videoId)).toBe(true);
    await progress(me, videoId, 9.5);
    expect(await isContinued(me, videoId)).toBe(false);
    await progress(me, videoId, 10);
    expect(await isContinued(me, videoId)).toBe(false);
    await progress(me, videoId, 0);
    expect(await isContinued(me, videoId)).toBe(true);
  });

  it('in a video of unknown length goes as far as any video does', async () => {
    const endless = await newVideo({ durationSeconds: undefined });
    expect((await progress(person, endless, 40_000)).errors).toBeUndefined();
    expect(await isContinued(person, endless)).toBe(true);
    await expectRefused(person, PROGRESS, { id: endless, position: 43_201 }, 'BadRequest');
  });

  it('is noted for five minutes at most once a video is hidden, and by nobody who did not watch before', async () => {
    const [early, late] = [await newPerson(outputs), await newPerson(outputs)];
    const id = await newVideo();
    await progress(early, id, 1);
    await rows.set('Videos', { id }, { visibility: 'PRIVATE' });

    expect((await progress(early, id, 2)).errors).toBeUndefined();
    await expectRefused(late, PROGRESS, { id }, 'NotFound');
    const left = Number((await rowOf(early, id))!['leaseUntil']) - Date.now() / 1000;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(300);

    await rows.set('Engagements', { userId: early.sub, videoId: id }, { leaseUntil: 1 });
    await expectRefused(early, PROGRESS, { id, position: 3 }, 'NotFound');
  });

  it('is one view a person and day, however often it is told, all at once too', async () => {
    const id = await newVideo();
    const crowd = [await newPerson(outputs), await newPerson(outputs)];
    const told = crowd.flatMap((one) =>
      Array.from({ length: 20 }, (_, index) => progress(one, id, index / 2)),
    );
    for (const { errors } of await Promise.all(told)) expect(errors).toBeUndefined();
    for (const one of crowd) await ask(outputs, one, LIKE, { id });
    // A person's likes come after their views in the stream: whoever is counted as liking it was counted as a viewer.
    await counted(id, { likeCount: 2, viewCount: 2 });

    const [first] = crowd as [Person, Person];
    await rows.set('Engagements', { userId: first.sub, videoId: id }, { viewedOn: '2026-01-31' });
    await progress(first, id, 1);
    expect(await rowOf(first, id)).toMatchObject({ viewedOn: today() });
    await counted(id, { likeCount: 2, viewCount: 3 });
  });
});

interface Reactions {
  readonly videoId: string;
  readonly likeCount: number;
  readonly reactionVersion: number;
}
const FIELDS = 'videoId likeCount ratingAverage ratingCount reactionVersion';
const ON_REACTIONS = `subscription($id: ID!) { onReactions(videoId: $id) { ${FIELDS} } }`;
const PUBLISH = `mutation($input: ReactionInput!) { publishReactions(input: $input) { ${FIELDS} } }`;
const reactions = (id: string, reactionVersion: number) => ({
  ...{ videoId: id, likeCount: reactionVersion, ratingAverage: 4.5, ratingCount: 2, reactionVersion },
});

describe('live counts', () => {
  it('are heard by whoever may see the video, of exactly this video', async () => {
    const [one, other] = [await newVideo(), await newVideo()];
    const mine = await newVideo({ visibility: 'PRIVATE' });
    const listeners = await Promise.all(
      [
        { who: 'guest' as const, id: one },
        { who: person, id: one },
        { who: person, id: other },
        { who: owner, id: mine },
      ].map(async ({ who, id }) => ({
        id,
        live: await subscribe<Reactions>(outputs, who, ON_REACTIONS, { id }),
      })),
    );
    for (const version of [1, 2, 3])
      for (const id of [one, other, mine]) {
        const input = reactions(id, version);
        expect(await signed(outputs, PUBLISH, { input })).toMatchObject({
          ...{ errors: undefined, data: { publishReactions: input } },
        });
      }
    for (const { id, live } of listeners) {
      await live.next(({ reactionVersion }) => reactionVersion === 3);
      expect(live.events).toEqual([1, 2, 3].map((version) => reactions(id, version)));
      live.close();
    }
  });

  it('are refused the same for what is hidden and for what is not there', async () => {
    for (const who of [person, 'guest'] satisfies Identity[]) {
      const ids = [hidden, unfinished, 'no-such-video', '', 'x'.repeat(100_000)];
      const refusals = await Promise.allSettled(
        ids.map((id) => subscribe(outputs, who, ON_REACTIONS, { id })),
      );
      for (const refusal of refusals) {
        const { reason } = refusal as PromiseRejectedResult;
        expect(reason).toBeInstanceOf(SubscriptionRefused);
        expect(reason).toEqual((refusals[2] as PromiseRejectedResult).reason);
        expect(reason).toMatchObject({ errorType: 'Unauthorized' });
      }
    }
  });

  it('are told by the pipeline alone', async () => {
    for (const who of [owner, person, 'guest'] satisfies Identity[]) {
      const { data, errors } = await graphql(outputs, who, PUBLISH, { input: reactions(videoId, 99) });
      expect(data).toBeNull();
      expect(errors).toMatchObject([
        {
          errorType: 'Unauthorized',
          message: 'Not Authorized to access publishReactions on type Mutation',
        },
      ]);
    }
  });
});
