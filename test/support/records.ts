import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { awsClientOptions } from './aws.ts';
import type { Outputs } from './stack.ts';
import { tableName } from './tables.ts';

/** How many changes of one person's engagements the table's stream has so far. */
export async function countRecords(outputs: Outputs, userId: string): Promise<number> {
  const client = new DynamoDBStreamsClient(awsClientOptions(outputs));
  const TableName = await tableName(outputs, 'Engagements');
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
  const { StreamArn } = Streams[0]!;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
  let found = 0;
  for (const { ShardId } of StreamDescription!.Shards!) {
    let { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    // An open shard has no end: a page without records is as far as it goes now.
    for (;;) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
      found += Records.filter(({ dynamodb }) => dynamodb!.Keys!['userId']!.S === userId).length;
      if (Records.length === 0 || !NextShardIterator) break;
      ShardIterator = NextShardIterator;
    }
  }
  client.destroy();
  return found;
}
