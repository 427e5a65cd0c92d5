import { root } from '../../runtime/testing.ts';
import { openDynamoDb, videos } from './testing.ts';

/** The process that `crash.test.ts` kills: writes without end and prints what was acknowledged. */
const [, , dataDirectory = '', round = ''] = process.argv;
const dynamo = await openDynamoDb({ dataDirectory });
await dynamo.service.create(videos());

async function write(lane: number): Promise<never> {
  for (let n = 0; ; n++) {
    const id = `${round}-${lane}-${n}`;
    const put = (suffix: string) => ({
      Put: {
        TableName: 'Videos',
        Item: { id: { S: `${id}-${suffix}` }, ownerId: { S: 'me' }, createdAt: { S: `${n}` } },
      },
    });
    await dynamo.service.call('TransactWriteItems', { TransactItems: [put('a'), put('b')] }, root);
    process.stdout.write(`${id}\n`);
  }
}

await Promise.all([1, 2, 3, 4].map(write));
