import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DynamoDBClient,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { countChange, finishedFrom, type EngagementRow } from '../../model/engagement-row.ts';
import type { VideoRow } from '../../model/video-row.ts';

/*
 * What the functions of AppSync ask of DynamoDB, run against an engine of it and compared with what a person did.
 */

const state = vi.hoisted(() => ({ now: 0 }));
class Raised extends Error {
  readonly type: string | undefined;
  constructor(message: string, type?: string) {
    super(message);
    this.type = type;
  }
}
class Returned extends Error {}

vi.mock('@aws-appsync/utils', () => ({
  util: {
    error: (message: string, type?: string) => {
      throw new Raised(message, type);
    },
    time: {
      nowISO8601: () => new Date(state.now).toISOString(),
      nowEpochSeconds: () => Math.floor(state.now / 1000),
    },
    dynamodb: { toMapValues: (values: object) => marshall(values) },
  },
  runtime: {
    earlyReturn: () => {
      throw new Returned();
    },
  },
}));
vi.mock('@aws-appsync/utils/dynamodb', () => ({ get: (input: object) => input }));

const writes = {
  like: await import('./likeVideo.ts'),
  unlike: await import('./unlikeVideo.ts'),
  rate: await import('./rateVideo.ts'),
  unrate: await import('./unrateVideo.ts'),
  note: await import('./noteProgress.ts'),
  begin: await import('./beginWatching.ts'),
};
const checkWatching = await import('./checkWatching.ts');

const DURATION = 100;
const VIDEO = {
  ...{ id: 'v', ownerId: 'owner', kind: 'LONG', title: 'A title', genres: [], renditions: [], version: 1 },
  ...{ visibility: 'PUBLIC', access: 'FREE', status: 'READY', durationSeconds: DURATION },
  ...{ createdAt: '2026-01-31T09:00:00.000Z', updatedAt: '2026-01-31T09:00:00.000Z' },
} as unknown as VideoRow;

let server: Server;
let client: DynamoDBClient;
beforeAll(async () => {
  // It brings no types.
  const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
  server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'Engagements',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['userId', 'videoId'].map((AttributeName) => ({
        ...{ AttributeName, AttributeType: 'S' as const },
      })),
      KeySchema: [
        { AttributeName: 'userId', KeyType: 'HASH' },
        { AttributeName: 'videoId', KeyType: 'RANGE' },
      ],
    }),
  );
});
afterAll(async () => {
  client.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});

// A context is whatever AppSync puts there.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Context = any;
interface Update {
  readonly key: Record<string, AttributeValue>;
  readonly update: Expression;
  readonly condition?: Expression;
}
interface Expression {
  readonly expression: string;
  readonly expressionValues?: Record<string, AttributeValue>;
}

interface Write {
  request(ctx: Context): unknown;
  response(ctx: Context): unknown;
}

/** What AppSync makes of a function that writes: its request, the call, its response. */
async function run({ request, response }: Write, ctx: Context): Promise<void> {
  const { key, update, condition } = request(ctx) as Update;
  const values = { ...update.expressionValues, ...condition?.expressionValues };
  let answer: object;
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: 'Engagements',
        Key: key,
        UpdateExpression: update.expression,
        ConditionExpression: condition?.expression,
        ExpressionAttributeValues: Object.keys(values).length > 0 ? values : undefined,
        ReturnValues: 'ALL_NEW',
      }),
    );
    answer = { result: unmarshall(Attributes!) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    answer = { error: { type: `DynamoDB:${error.name}`, message: error.message }, result: null };
  }
  response({ ...ctx, ...answer });
}

type Deed =
  | { readonly deed: 'like' | 'unlike' | 'unrate' }
  | { readonly deed: 'rate'; readonly stars: number }
  | { readonly deed: 'watch'; readonly positionSeconds: number }
  | { readonly deed: 'wait'; readonly seconds: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ deed: fc.constantFrom('like' as const, 'unlike' as const, 'unrate' as const) }),
  fc.record({ deed: fc.constant('rate' as const), stars: fc.integer({ min: 1, max: 5 }) }),
  fc.record({
    deed: fc.constant('watch' as const),
    positionSeconds: fc.oneof(
      fc.constantFrom(0, DURATION, 95, 94.999),
      fc.double({ min: 0, max: DURATION, noNaN: true }),
    ),
  }),
  fc.record({ deed: fc.constant('wait' as const), seconds: fc.constantFrom(1, 299, 300, 301, 90_000) }),
);

/** One person with one video, by the fields' own functions. Answers how often the video's row was looked at. */
async function watch(ctx: Context): Promise<number> {
  await run(writes.note, ctx);
  try {
    checkWatching.request(ctx);
  } catch (error) {
    if (error instanceof Returned) return 0;
    throw error;
  }
  checkWatching.response({ ...ctx, result: VIDEO });
  await run(writes.begin, ctx);
  return 1;
}

let people = 0;
function somebody() {
  people += 1;
  const userId = `person-${people}`;
  let last: EngagementRow | undefined;
  const context = (args: object): Context => ({
    args,
    identity: { sub: userId },
    env: {},
    stash: { videoId: VIDEO.id, people: { engagementOf: {}, profileOf: {} } },
  });
  return {
    async does(one: Exclude<Deed, { deed: 'wait' }>) {
      const ctx = context(one);
      const looks = one.deed === 'watch' ? await watch(ctx) : await run(writes[one.deed], ctx).then(() => 0);
      const before = last;
      last = (ctx.stash.people.engagementOf[VIDEO.id] as EngagementRow | undefined) ?? (await read(userId));
      return { before, after: last, looks, viewer: ctx.stash.viewer as object | undefined };
    },
  };
}

async function read(userId: string): Promise<EngagementRow> {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName: 'Engagements',
      Key: marshall({ userId, videoId: VIDEO.id }),
      ReturnValues: 'ALL_NEW',
    }),
  );
  return unmarshall(Attributes!) as EngagementRow;
}

test('a row is what its person did last, and its changes add up to the counts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
      state.now = Date.parse('2026-01-31T09:30:00.000Z');
      const person = somebody();
      const model: { likedAt?: string; stars?: number; positionSeconds?: number; watching: boolean } = {
        watching: false,
      };
      const days = new Set<string>();
      let leaseUntil = 0;
      const counts = { likes: 0, ratingSum: 0, ratings: 0, views: 0 };
      for (const one of deeds) {
        if (one.deed === 'wait') {
          state.now += one.seconds * 1000;
          continue;
        }
        const now = new Date(state.now).toISOString();
        const seconds = Math.floor(state.now / 1000);
        if (one.deed === 'like') model.likedAt ??= now;
        if (one.deed === 'unlike') delete model.likedAt;
        if (one.deed === 'rate') model.stars = one.stars;
        if (one.deed === 'unrate') delete model.stars;
        if (one.deed === 'watch') {
          model.positionSeconds = Math.round(one.positionSeconds * 1000) / 1000;
          model.watching = model.positionSeconds < finishedFrom(DURATION);
          days.add(now.slice(0, 10));
        }

        const { before, after, looks, viewer } = await person.does(one);

        expect(after.likedAt).toBe(model.likedAt);
        expect(after.stars).toBe(model.stars);
        expect(after.positionSeconds).toBe(model.positionSeconds);
        expect(after.watchedAt !== undefined).toBe(model.watching);
        if (one.deed === 'watch') {
          expect(looks).toBe(leaseUntil > seconds && model.watching ? 0 : 1);
          if (looks === 1) leaseUntil = seconds + 300;
          expect(viewer).toEqual({
            ...{ liked: model.likedAt !== undefined, rating: model.stars ?? null },
            ...{ positionSeconds: model.positionSeconds, canWatch: true },
          });
        }
        const change = countChange(before, after);
        counts.likes += change.likes;
        counts.ratingSum += change.ratingSum;
        counts.ratings += change.ratings;
        counts.views += change.views;
      }
      expect(counts).toEqual({
        likes: model.likedAt ? 1 : 0,
        ratingSum: model.stars ?? 0,
        ratings: model.stars ? 1 : 0,
        views: days.size,
      });
    }),
    { numRuns: 60 },
  );
});

test('to watch over midnight, UTC, is a view of either day, under one lease', async () => {
  const person = somebody();
  const seen = async (positionSeconds: number) => {
    const { before, after, looks } = await person.does({ deed: 'watch', positionSeconds });
    return [after.viewedOn, countChange(before, after).views, looks];
  };
  state.now = Date.parse('2026-01-31T23:59:59.998Z');
  expect(await seen(1)).toEqual(['2026-01-31', 1, 1]);
  state.now += 1;
  expect(await seen(2)).toEqual(['2026-01-31', 0, 0]);
  state.now += 1;
  expect(await seen(3)).toEqual(['2026-02-01', 1, 0]);
});

test.each(['like', 'unlike', 'unrate'] as const)('to %s again leaves the row as it is', async (again) => {
  const person = somebody();
  await person.does({ deed: again });
  state.now += 60_000;
  const { before, after } = await person.does({ deed: again });
  expect(after).toEqual(before);
});

test('a key that DynamoDB would refuse is no video’s', () => {
  const keyOf = (videoId: string) =>
    unmarshall(
      (writes.like.request({ args: {}, identity: { sub: 'p' }, stash: { videoId } } as Context) as Update)
        .key,
    );
  expect(keyOf('')).toEqual({ userId: 'p', videoId: '-' });
  expect(keyOf('x'.repeat(1_000_000))).toEqual({ userId: 'p', videoId: '-' });
});
