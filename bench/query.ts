import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { awsClientOptions } from '../test/support/aws.ts';
import type { Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';
import { connect } from './graphql.ts';
import type { Figure } from './report.ts';
import { tablesOf } from './tables.ts';
import { CLIENTS, inTurns } from './turns.ts';

const VIDEO =
  'query Video($id: ID!) { video(id: $id) { id title status progress version durationSeconds width height createdAt } }';

/** `video(id)` over HTTP beside the bare GetItem of the same row by the AWS SDK. */
export async function benchQuery(outputs: Outputs, owner: Person, videoId: string): Promise<Figure> {
  const { Videos: TableName } = await tablesOf(outputs);
  const dynamodb = new DynamoDBClient({ ...awsClientOptions(outputs), maxAttempts: 1 });
  const api = connect(outputs, owner, CLIENTS);
  const { ours, bare } = await inTurns(
    async () => {
      const { video } = await api.ask<{ video: object | null }>(VIDEO, { id: videoId });
      if (!video) throw new Error('The video is missing.');
    },
    () => dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: videoId } } })),
  );
  api.close();
  dynamodb.destroy();
  return {
    name: `video(id) over HTTP, ${CLIENTS} clients`,
    value: ours,
    unit: '/s',
    baseline: { name: 'bare GetItem by the SDK', value: bare },
    budget: { of: 'ratio', least: 0.7 },
  };
}
