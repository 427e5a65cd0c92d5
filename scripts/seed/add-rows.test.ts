import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BatchGetCommand, type BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { addRows } from './add-rows.ts';

interface Row {
  readonly id: string;
}

/** A table of the key `id` that never has capacity for the last row or key of a call, unless it is alone. */
function scarceTable(there: readonly string[] = []) {
  const ids = new Set(there);
  const sizes: number[] = [];
  const send = async (command: BatchGetCommand | BatchWriteCommand) => {
    if (command instanceof BatchGetCommand) {
      const { Keys = [] } = command.input.RequestItems!['T']!;
      const done = Keys.slice(0, Math.max(1, Keys.length - 1)).filter(({ id }) => ids.has(id as string));
      const left = Keys.slice(Math.max(1, Keys.length - 1));
      return {
        Responses: { T: done },
        UnprocessedKeys: left.length > 0 ? { T: { ...command.input.RequestItems!['T'], Keys: left } } : {},
      };
    }
    const puts = command.input.RequestItems!['T']!;
    sizes.push(puts.length);
    const left = puts.slice(Math.max(1, puts.length - 1));
    for (const put of puts.slice(0, puts.length - left.length)) {
      const id = put.PutRequest!.Item!['id'] as string;
      if (ids.has(id)) throw new Error(`${id} was written again`);
      ids.add(id);
    }
    return { UnprocessedItems: left.length > 0 ? { T: left } : {} };
  };
  return { ids, sizes, client: { send } as unknown as DynamoDBDocumentClient };
}

const rows = (count: number): Row[] => Array.from({ length: count }, (_, index) => ({ id: `row-${index}` }));
const place = ({ id }: Row) => ({ table: 'T', key: { id } });

describe('rows are added', () => {
  it('whatever there is no capacity for at first', async () => {
    const { ids, sizes, client } = scarceTable();
    let heard = 0;
    expect(await addRows({ client, rows: rows(330), place, onDone: (count) => (heard += count) })).toBe(330);
    expect(ids.size).toBe(330);
    expect(heard).toBe(330);
    expect(Math.max(...sizes)).toBe(25);
  });

  it('except those that are there, or were', async () => {
    const { ids, client } = scarceTable(['row-1', 'trace-2']);
    const trace = ({ id }: Row) => ({ table: 'T', key: { id: id.replace('row', 'trace') } });
    expect(await addRows({ client, rows: rows(4), place, trace })).toBe(2);
    expect([...ids].toSorted()).toEqual(['row-0', 'row-1', 'row-3', 'trace-2']);
  });
});
