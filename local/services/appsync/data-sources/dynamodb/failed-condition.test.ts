import { expect, test } from 'vitest';
import { judgeFailedCondition } from './failed-condition.ts';
import type { TableAccess } from './table-operation.ts';

const key = { id: { S: 'a' } };

/** Judges a write of an item that is there, and answers what was called for it. */
async function judge(request: object) {
  const calls: string[] = [];
  const call = async (operation: string) => {
    calls.push(operation);
    return { Item: { ...key, n: { N: '1' } } };
  };
  const table = { tableName: 'Items', call } as unknown as TableAccess;
  const { kind } = await judgeFailedCondition({ ...request, key }, table, async () => undefined);
  return { kind, calls };
}

test('every write whose condition failed reads its item, an update in vain', async () => {
  const calls = ['GetItem'];
  expect(await judge({ operation: 'UpdateItem' })).toEqual({ kind: 'failed', calls });
  expect(await judge({ operation: 'DeleteItem' })).toEqual({ kind: 'failed', calls });
  expect(await judge({ operation: 'PutItem', attributeValues: { n: { N: 1 } } })).toEqual({
    kind: 'done',
    calls,
  });
});
