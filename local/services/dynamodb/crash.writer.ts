import { AwsError } from '../../runtime/errors.ts';
import { root } from '../../runtime/testing.ts';
import { stepOf } from './crash.operations.ts';
import { openDynamoDb, videos } from './testing.ts';

/** The process that `crash.test.ts` kills: writes without end and prints what was acknowledged. */
const [, , dataDirectory = '', seed = '0', ...lanes] = process.argv;
const dynamo = await openDynamoDb({ dataDirectory });
await dynamo.service.create(videos());

async function write(lane: string): Promise<never> {
  for (let n = 0; ; n++) {
    const { operation, input, refused } = stepOf(Number(seed), lane, n);
    try {
      await dynamo.service.call(operation, input, root);
    } catch (error) {
      if (!refused || !(error instanceof AwsError)) throw error;
    }
    process.stdout.write(`${lane}\n`);
  }
}

await Promise.all(lanes.map(write));
