import {
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { PROFILE } from '../model/profile-row.ts';
import { shelf } from '../model/shelves.ts';
import { createProgress } from '../scripts/local/progress.ts';
import { documentsOf } from '../scripts/seed/documents.ts';
import { fillTables, seededVideos } from '../scripts/seed/fill.ts';
import { settle } from '../scripts/seed/settle.ts';
import type { Tables } from '../scripts/seed/tables.ts';
import { awsClientOptions } from '../test/support/aws.ts';
import type { Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';
import { connect } from './graphql.ts';
import type { Figure } from './report.ts';
import { tablesOf } from './tables.ts';
import { CLIENTS, inTurns } from './turns.ts';

const LIMIT = 20;
const SEEDED = { seed: 'bench', videos: 500, people: 50, playable: 0 };
/** What a feed shows of a video. */
const CARD =
  'id kind title genres language visibility access status durationSeconds likeCount ratingAverage ratingCount viewCount publishedAt createdAt';
const PEOPLE = 'viewer { liked rating positionSeconds canWatch } owner { id displayName }';
const page = (fields: string) => `{ videos(limit: ${LIMIT}) { items { ${fields} } nextToken } }`;

/** A page of videos over HTTP beside the bare calls that it takes, by the AWS SDK; then with what people did. */
export async function benchPage(outputs: Outputs, person: Person): Promise<readonly Figure[]> {
  const tables = await tablesOf(outputs);
  const dynamodb = new DynamoDBClient({ ...awsClientOptions(outputs), maxAttempts: 1 });
  const api = connect(outputs, person, CLIENTS);
  await seed(dynamodb, tables);
  const ask = async (fields: string) => {
    const { videos } = await api.ask<{ videos: { items: { id: string }[] } }>(page(fields));
    if (videos.items.length !== LIMIT) throw new Error(`A page had ${videos.items.length} videos.`);
    return videos.items;
  };
  for (const { id } of await ask(CARD))
    await api.ask('mutation($id: ID!) { likeVideo(videoId: $id) { id } }', { id });

  const bare = bareCalls(dynamodb, tables, person.sub);
  const alone = await inTurns(() => ask(CARD), bare.page);
  const withPeople = await inTurns(() => ask(`${CARD} ${PEOPLE}`), bare.pageWithPeople);
  api.close();
  dynamodb.destroy();
  return [
    {
      name: `videos(limit: ${LIMIT}) over HTTP, ${CLIENTS} clients`,
      value: alone.ours,
      unit: '/s',
      baseline: { name: 'bare Query and BatchGetItem by the SDK', value: alone.bare },
      budget: { of: 'ratio', least: 0.7 },
    },
    {
      name: 'the same with viewer and owner',
      value: withPeople.ours,
      unit: '/s',
      baseline: { name: 'bare Query and two BatchGetItem', value: withPeople.bare },
    },
  ];
}

async function seed(dynamodb: DynamoDBClient, tables: Tables): Promise<void> {
  const client = documentsOf(dynamodb);
  await fillTables(client, tables, SEEDED, createProgress(3));
  if (!(await settle({ client, tables, seeded: seededVideos(SEEDED) })))
    throw new Error('Shelves and counts stand still.');
}

/** What a page takes of DynamoDB, one call after the other as it has to be, and nothing else. */
function bareCalls(dynamodb: DynamoDBClient, tables: Tables, userId: string) {
  const page = async () => {
    const { Items: places = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: tables.Shelves,
        KeyConditionExpression: 'shelf = :shelf',
        ExpressionAttributeValues: { ':shelf': { S: shelf({}) } },
        ScanIndexForward: false,
        Limit: LIMIT,
      }),
    );
    const Keys = places.map(({ videoId }) => ({ id: videoId! }));
    return (await read({ [tables.Videos]: { Keys } }))[tables.Videos] ?? [];
  };
  const read = async (RequestItems: Record<string, { Keys: Key[]; ConsistentRead?: boolean }>) =>
    (await dynamodb.send(new BatchGetItemCommand({ RequestItems }))).Responses ?? {};
  return {
    page,
    pageWithPeople: async () => {
      const videos = await page();
      const owners = [...new Set(videos.map(({ ownerId }) => ownerId!.S!))];
      return read({
        [tables.Engagements]: {
          Keys: videos.map(({ id }) => ({ userId: { S: userId }, videoId: id! })),
          ConsistentRead: true,
        },
        [tables.Accounts]: { Keys: owners.map((id) => ({ userId: { S: id }, record: { S: PROFILE } })) },
      });
    },
  };
}

type Key = Record<string, AttributeValue>;
