import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { root, testRuntime } from '../../runtime/testing.ts';
import { createSqs } from './index.ts';
import { openSqsDatabase } from './store/open.ts';
import { sendRows } from './store/send-rows.ts';

const directories: string[] = [];
afterEach(() => directories.splice(0).forEach((path) => rmSync(path, { recursive: true, force: true })));

function newDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'sqs-'));
  directories.push(path);
  return path;
}

/** SQS on a data directory, with a standard and a FIFO queue, as after a boot. */
async function boot(dataDirectory: string) {
  const { runtime } = testRuntime({}, { dataDirectory });
  const sqs = createSqs(runtime);
  const make = async (logicalId: string, properties: object) =>
    (await sqs.create({ logicalId, type: 'AWS::SQS::Queue', properties })).attributes!['Arn']!;
  const arns = {
    plain: await make('Plain', { VisibilityTimeout: 600 }),
    fifo: await make('Fifo', { VisibilityTimeout: 600, FifoQueue: true, ContentBasedDeduplication: true }),
  };
  await sqs.start?.();
  return { sqs, arns };
}

const kind = fc.constantFrom('plain' as const, 'fifo' as const);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('send' as const), kind, group: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('receive' as const), kind, max: fc.integer({ min: 1, max: 10 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('delete' as const), kind, pick: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const) }) },
);

describe('whenever the process dies', () => {
  it('the queues hold what was acknowledged and nothing else, FIFO groups in their order', async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        let directory = newDirectory();
        let { sqs, arns } = await boot(directory);
        const alive = { plain: new Set<string>(), fifo: new Set<string>() };
        let held: { kind: 'plain' | 'fifo'; body: string; handle: string }[] = [];
        const take = async (from: 'plain' | 'fifo', max: number) => {
          const messages = await sqs.receiveMessages(arns[from], { max, waitSeconds: 0 }, root);
          held.push(...messages.map(({ body, receiptHandle: handle }) => ({ kind: from, body, handle })));
          return messages.map(({ body }) => body);
        };

        for (const action of [...steps, { do: 'crash' as const }])
          if (action.do === 'send') {
            const body = `${action.group}${(number += 1)}`;
            await sqs.sendMessage(arns[action.kind], body, root, {}, { groupId: action.group });
            alive[action.kind].add(body);
          } else if (action.do === 'receive') await take(action.kind, action.max);
          else if (action.do === 'delete') {
            const mine = held.filter((message) => message.kind === action.kind);
            const one = mine[action.pick % Math.max(1, mine.length)];
            if (!one) continue;
            await sqs.deleteMessage(arns[one.kind], one.handle, root);
            alive[one.kind].delete(one.body);
            held = held.filter((message) => message !== one);
          } else {
            // What is on the disk at this moment is all that a dead process leaves.
            const copy = newDirectory();
            cpSync(directory, copy, { recursive: true });
            await sqs.stop?.();
            directory = copy;
            ({ sqs, arns } = await boot(directory));
            held = [];
          }

        for (const from of ['plain', 'fifo'] as const) {
          const found: string[] = [];
          for (let more = await take(from, 10); more.length > 0; more = await take(from, 10)) {
            found.push(...more);
            for (const { handle } of held.splice(0)) await sqs.deleteMessage(arns[from], handle, root);
          }
          expect(new Set(found)).toEqual(alive[from]);
          expect(found).toHaveLength(alive[from].size);
          if (from === 'fifo')
            for (const group of ['a', 'b']) {
              const ofGroup = (bodies: Iterable<string>) =>
                [...bodies].filter((body) => body.startsWith(group));
              expect(ofGroup(found)).toEqual(ofGroup(alive.fifo));
            }
        }
        await sqs.stop?.();
      }),
      { numRuns: 15 },
    );
  });
});

describe('a full disk', () => {
  it('refuses a message whole, and takes others once there is room', () => {
    const database = openSqsDatabase(join(newDirectory(), 'sqs.sqlite'));
    const { send } = sendRows(database);
    const message = (messageId: string, size: number) => ({
      messageId,
      body: 'x'.repeat(size),
      attributes: {},
      traceHeader: undefined,
      senderId: 'me',
      sentAt: 1,
      visibleAt: 1,
      groupId: undefined,
      deduplication: undefined,
    });
    const pages = Number(database.prepare('PRAGMA page_count').get()!['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages + 4}`);
    expect(() => send('q', [message('small', 10), message('large', 100_000)])).toThrow(/full/);
    expect(database.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 0 });
    send('q', [message('small', 10)]);
    database.exec('PRAGMA max_page_count = 100000');
    send('q', [message('large', 100_000)]);
    expect(database.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 2 });
    database.close();
  });
});
