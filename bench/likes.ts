import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { documentsOf } from '../scripts/seed/documents.ts';
import type { Tables } from '../scripts/seed/tables.ts';
import { awsClientOptions } from '../test/support/aws.ts';
import { newPerson, type Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';
import { connect } from './graphql.ts';
import { createFans, ROWS_A_PERSON } from './fans.ts';
import { percentile, type Figure } from './report.ts';
import { tablesOf } from './tables.ts';
import { CLIENTS } from './turns.ts';

/** How many like the viral video at each point of the curve: so many people, with {@link ROWS_A_PERSON} rows each. */
const CURVE = [0, 1_000, 10_000, 100_000];
const ROUNDS = 10;
/** Likes of one video in one round by a client that is alone, and by each of all. */
const LIKES = 20;
const LIKES_TOGETHER = 5;

/** Milliseconds of single likes. */
interface Samples {
  readonly alone: number[];
  readonly together: number[];
  readonly bare: number[];
}

interface Point {
  readonly likes: number;
  readonly viral: Samples;
  readonly unpopular: Samples;
}

/**
 * How long a like takes, on a video that ever more people like and on one that nobody does, in turns. The rows go
 * straight into the table; from there the stream counts them, and each point waits until it has.
 */
export async function benchLikes(outputs: Outputs): Promise<readonly Figure[]> {
  const tables = await tablesOf(outputs);
  const dynamodb = new DynamoDBClient({ ...awsClientOptions(outputs), maxAttempts: 1 });
  const fans = createFans(documentsOf(dynamodb), tables);
  const people: Person[] = [];
  for (let n = 0; n < CLIENTS; n += 1) people.push(await newPerson(outputs));
  const likers = people.map((person) => liker(outputs, person));
  const bare = bareLiker(dynamodb, tables);
  try {
    await fans.addVideos(Math.max(...CURVE));
    const curve: Point[] = [];
    let counted = { rows: 0, seconds: 0 };
    for (const likes of CURVE) {
      const begun = performance.now();
      const rows = await fans.addUpTo(likes);
      await fans.counted();
      counted = { rows, seconds: (performance.now() - begun) / 1_000 };
      const point = { likes, viral: noSamples(), unpopular: noSamples() };
      for (let round = 0; round < ROUNDS; round += 1)
        for (const name of ['unpopular', 'viral'] as const)
          await measure(likers, bare, fans[name], point[name]);
      curve.push(point);
    }
    console.log(`${curveTable(curve)}\n`);
    return figures(curve.at(-1)!, counted);
  } finally {
    for (const { close } of likers) close();
    dynamodb.destroy();
  }
}

const noSamples = (): Samples => ({ alone: [], together: [], bare: [] });

/** Likes, each taken back again: a like that repeats one writes nothing. Only the likes are timed. */
interface Liker {
  like(videoId: string): Promise<unknown>;
  unlike(videoId: string): Promise<unknown>;
}

async function measure(
  likers: readonly Liker[],
  bare: Liker,
  videoId: string,
  { alone, together, bare: ofBare }: Samples,
): Promise<void> {
  await repeat(likers[0]!, videoId, alone, LIKES);
  await repeat(bare, videoId, ofBare, LIKES);
  await Promise.all(likers.map((one) => repeat(one, videoId, together, LIKES_TOGETHER)));
}

async function repeat(
  { like, unlike }: Liker,
  videoId: string,
  samples: number[],
  times: number,
): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const begun = performance.now();
    await like(videoId);
    samples.push(performance.now() - begun);
    await unlike(videoId);
  }
}

function liker(outputs: Outputs, person: Person): Liker & { close(): void } {
  const { ask, close } = connect(outputs, person, 1);
  const call = (field: string) => (id: string) =>
    ask(`mutation($id: ID!) { ${field}(videoId: $id) { id likeCount } }`, { id });
  return { like: call('likeVideo'), unlike: call('unlikeVideo'), close };
}

/** The two calls that a like takes, and nothing else. */
function bareLiker(dynamodb: DynamoDBClient, tables: Tables): Liker {
  const update = (videoId: string, UpdateExpression: string, values: object) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: tables.Engagements,
        Key: { userId: { S: 'bench' }, videoId: { S: videoId } },
        UpdateExpression,
        ...values,
      }),
    );
  return {
    async like(videoId) {
      const Key = { id: { S: videoId } };
      await dynamodb.send(new GetItemCommand({ TableName: tables.Videos, Key, ConsistentRead: true }));
      await update(videoId, 'SET likedAt = if_not_exists(likedAt, :now)', {
        ExpressionAttributeValues: { ':now': { S: new Date().toISOString() } },
      });
    },
    unlike: (videoId) => update(videoId, 'REMOVE likedAt', {}),
  };
}

const ms = (samples: readonly number[], share: number) => percentile(samples, share).toFixed(2);
const both = (samples: readonly number[]) => `${ms(samples, 0.5)} / ${ms(samples, 0.95)}`;

/** The curve in Markdown: p50 / p95 in milliseconds. */
function curveTable(curve: readonly Point[]): string {
  const heads = ['likes of the video', 'rows', 'like', 'no likes, in turns', `${CLIENTS} clients`];
  const lines = curve.map(({ likes, viral, unpopular }) => [
    ...[likes, likes * ROWS_A_PERSON].map((count) => count.toLocaleString('en')),
    ...[viral.alone, unpopular.alone, viral.together, unpopular.together, viral.bare].map(both),
  ]);
  return [[...heads, 'no likes, in turns', 'bare GetItem and UpdateItem'], Array(7).fill('---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function figures(
  { likes, viral, unpopular }: Point,
  counted: { readonly rows: number; readonly seconds: number },
): readonly Figure[] {
  const many = likes.toLocaleString('en');
  const against = (name: keyof Samples, share: number) => ({
    value: percentile(viral[name], share),
    unit: 'ms',
    baseline: { name: 'a video without likes, in turns', value: percentile(unpopular[name], share) },
  });
  return [
    {
      name: `a like of a video with ${many} likes, p50`,
      ...against('alone', 0.5),
      budget: { of: 'ratio', most: 1.5 },
    },
    { name: 'the same, p95', ...against('alone', 0.95) },
    { name: `the same, ${CLIENTS} clients, p50`, ...against('together', 0.5) },
    {
      name: `engagements written and counted, the last ${counted.rows.toLocaleString('en')}`,
      value: counted.rows / counted.seconds,
      unit: '/s',
    },
  ];
}
