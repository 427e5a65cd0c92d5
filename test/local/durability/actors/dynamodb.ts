import { readFileSync } from 'node:fs';
import {
  DynamoDBClient,
  paginateQuery,
  paginateScan,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { vi } from 'vitest';
import { expectAll, once, sequence, type Actor } from '../actor.ts';

/**
 * Single writes, transactions over three items and a counter. Then: every acknowledged item is there and in
 * its index, no transaction by half, nothing counted twice, and the stream's function has seen every item.
 */
export function dynamodbActor(seenPath: string): Actor {
  let client: DynamoDBClient;
  const next = sequence('item');
  const acknowledged = new Set<string>();
  const transactions: string[][] = [];
  let counted = 0;
  let attempted = 0;
  const item = (id: string, group: string) => ({
    id: { S: id },
    group: { S: group },
    copy: { S: id.repeat(20) },
  });

  return {
    name: 'DynamoDB',
    connect: (aws) => (client = new DynamoDBClient(once(aws))),
    async act() {
      const id = next();
      await client.send(new PutItemCommand({ TableName: 'items', Item: item(id, 'single') }));
      acknowledged.add(id);

      const ids = [next(), next(), next()];
      transactions.push(ids);
      const TransactItems = ids.map((one) => ({
        Put: { TableName: 'items', Item: item(one, 'transaction') },
      }));
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      for (const one of ids) acknowledged.add(one);

      attempted += 1;
      await client.send(
        new UpdateItemCommand({
          TableName: 'items',
          Key: { id: { S: 'counter' } },
          UpdateExpression: 'ADD #n :one',
          ExpressionAttributeNames: { '#n': 'n' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      );
      counted += 1;
    },
    async verify() {
      const found = new Set<string>();
      let counter = 0;
      for await (const { Items = [] } of paginateScan(
        { client },
        { TableName: 'items', ConsistentRead: true },
      ))
        for (const { id, copy, n } of Items) {
          if (id!.S === 'counter') counter = Number(n!.N);
          else if (copy!.S !== id!.S!.repeat(20)) throw new Error(`${id!.S} is torn`);
          else found.add(id!.S!);
        }
      expectAll(acknowledged, found, 'items');
      for (const ids of transactions)
        if (new Set(ids.map((id) => found.has(id))).size > 1)
          throw new Error(`transaction by half: ${ids.join()}`);
      if (counter < counted || counter > attempted)
        throw new Error(`${counter} counted, ${counted} acknowledged of ${attempted}`);

      const indexed = new Set<string>();
      for (const group of ['single', 'transaction']) {
        const query = {
          TableName: 'items',
          IndexName: 'byGroup',
          KeyConditionExpression: '#g = :g',
          ExpressionAttributeNames: { '#g': 'group' },
          ExpressionAttributeValues: { ':g': { S: group } },
        };
        for await (const { Items = [] } of paginateQuery({ client }, query))
          for (const { id } of Items) indexed.add(id!.S!);
      }
      expectAll(found, indexed, 'index rows');
      expectAll(indexed, found, 'items of index rows');
      await vi.waitFor(
        () => expectAll(found, new Set(readFileSync(seenPath, 'utf8').split('\n')), 'stream records'),
        { timeout: 30_000, interval: 200 },
      );
    },
    acknowledged: () => acknowledged.size + counted,
  };
}
