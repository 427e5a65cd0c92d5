import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { root } from '../../runtime/testing.ts';
import { openDynamoDb } from './testing.ts';

interface Rows {
  readonly Items: readonly { readonly id: { readonly S: string } }[];
}

it('keeps every acknowledged write over kill -9, and index and items agree', async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'dynamodb-crash-'));
  try {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const writer = spawn(
        process.execPath,
        [join(import.meta.dirname, 'crash.writer.ts'), dataDirectory, `${round}`],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const exited = once(writer, 'exit');
      for await (const id of createInterface({ input: writer.stdout })) {
        acknowledged.add(id);
        if (acknowledged.size >= (round + 1) * 200) writer.kill('SIGKILL');
      }
      await exited;
    }
    const dynamo = await openDynamoDb({ dataDirectory });
    const read = async (IndexName?: string) => {
      const { Items } = (await dynamo.service.call('Scan', { TableName: 'Videos', IndexName }, root)) as Rows;
      return Items.map((item) => item.id.S).sort();
    };
    const items = await read();
    expect(await read('byOwner')).toEqual(items);
    expect(
      [...acknowledged].flatMap((id) => [`${id}-a`, `${id}-b`]).filter((id) => !items.includes(id)),
    ).toEqual([]);
    // Each transaction wrote two items: one of them alone would be a torn one.
    const firsts = items.filter((id) => id.endsWith('-a')).map((id) => `${id.slice(0, -1)}b`);
    expect(items.filter((id) => id.endsWith('-b'))).toEqual(firsts);
    await dynamo.close();
  } finally {
    rmSync(dataDirectory, { recursive: true });
  }
});
