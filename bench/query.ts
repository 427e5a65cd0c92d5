import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Agent, request } from 'node:http';
import type { Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';
import type { Figure } from './report.ts';
import { stackResources } from './stack-resources.ts';

const CLIENTS = 16;
const SECONDS = 4;
const ROUNDS = 3;

/** `video(id)` over HTTP beside the bare GetItem of the same row by the AWS SDK, in turns, 16 clients each. */
export async function benchQuery(outputs: Outputs, owner: Person, videoId: string): Promise<Figure> {
  const { awsEndpoint, rootCredentials } = outputs.custom.playhead;
  const tableName = (await stackResources(outputs)).find(
    ({ type, logicalId }) => type === 'AWS::DynamoDB::GlobalTable' && /videos/i.test(logicalId),
  )!.physicalId;
  const dynamodb = new DynamoDBClient({
    endpoint: awsEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
    maxAttempts: 1,
  });
  const getItem = () =>
    dynamodb.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: videoId } } }));

  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const url = new URL(outputs.data.url);
  const body = JSON.stringify({
    query:
      'query Video($id: ID!) { video(id: $id) { id title status progress version durationSeconds width height createdAt } }',
    variables: { id: videoId },
  });
  const query = () => post(agent, url, body, owner.accessToken);

  const [queries, items]: [number[], number[]] = [[], []];
  await rate(query, 1);
  await rate(getItem, 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    queries.push(await rate(query, SECONDS));
    items.push(await rate(getItem, SECONDS));
  }
  agent.destroy();
  dynamodb.destroy();
  return {
    name: `video(id) over HTTP, ${CLIENTS} clients`,
    value: median(queries),
    unit: '/s',
    baseline: { name: 'bare GetItem by the SDK', value: median(items) },
    budget: { of: 'ratio', least: 0.7 },
  };
}

/** Calls a second with all clients busy. */
async function rate(call: () => Promise<unknown>, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let calls = 0;
  const client = async () => {
    while (performance.now() < end) {
      await call();
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return calls / seconds;
}

/** The SDK sends by `node:http` too, so both sides pay for the same client. */
function post(agent: Agent, url: URL, body: string, token: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      authorization: token,
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(
      { hostname: '127.0.0.1', port: url.port, path: url.pathname, method: 'POST', agent, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as {
            data?: { video?: object };
            errors?: object;
          };
          if (answer.data?.video && !answer.errors) resolve();
          else reject(new Error(JSON.stringify(answer)));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
