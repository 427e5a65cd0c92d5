import { CreateTableCommand, type KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEMBERSHIP } from '../../model/membership.ts';
import { eventRecord, ledgerRecord, orderRecord } from '../../model/payment-keys.ts';
import { silent, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { eraseAccount } from './erase-account.ts';
import { userIdOf } from './user-id.ts';

const tables = { accounts: 'Accounts', engagements: 'Engagements', videos: 'OwnedVideos' };
let engine: TestTable;
beforeAll(async () => {
  engine = await videosTable();
  await createTable(tables.accounts, ['userId', 'record']);
  await createTable(tables.engagements, ['userId', 'videoId']);
  await createTable(tables.videos, ['id'], ['ownerId', 'createdAt']);
});
afterAll(() => engine.stop());

const keySchema = ([hash, range]: readonly string[]): KeySchemaElement[] => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range ? [{ AttributeName: range, KeyType: 'RANGE' } as const] : []),
];
const createTable = (TableName: string, key: readonly string[], byOwner?: readonly string[]) =>
  engine.client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...key, ...(byOwner ?? [])].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: keySchema(key),
      ...(byOwner && {
        GlobalSecondaryIndexes: [
          { IndexName: 'byOwner', KeySchema: keySchema(byOwner), Projection: { ProjectionType: 'ALL' } },
        ],
      }),
    }),
  );

const put = (TableName: string, Item: Record<string, unknown>) =>
  engine.client.send(new PutCommand({ TableName, Item }));
const rows = async (TableName: string) =>
  (await engine.client.send(new ScanCommand({ TableName }))).Items!.map(
    ({ userId, ownerId, record }) => `${userId ?? ownerId}${record ? ` ${record}` : ''}`,
  );

/** What is kept of a person: see `erase-account.ts`. */
const PAYMENTS = [
  MEMBERSHIP,
  orderRecord('1'),
  ledgerRecord('2026-01-31T09:30:00.000Z', '1', 0),
  eventRecord('razorpay', 'evt_1'),
];

/** An account with a payment, engagements with `engagements` videos, and `videos` of its own. */
async function account(userId: string, engagements: number, videos: number): Promise<void> {
  await put(tables.accounts, { userId, record: 'PROFILE', displayName: userId });
  for (const record of PAYMENTS) await put(tables.accounts, { userId, record });
  for (let index = 0; index < engagements; index += 1)
    await put(tables.engagements, { userId, videoId: `v${index}`, stars: 5 });
  for (let index = 0; index < videos; index += 1)
    await put(tables.videos, { ...videoRow({ id: `${userId}-${index}`, ownerId: userId }) });
}

/** @param steps after how many the time is over */
const erase = (userId: string, steps = Infinity) => {
  let left = steps;
  return eraseAccount({ client: engine.client, tables, logger: silent })(userId, () => (left -= 1) >= 0);
};

describe('eraseAccount', () => {
  test('deletes all of a person but payments, and nothing of anybody else', async () => {
    await account('neighbour', 2, 1);
    await account('person', 60, 3);
    const expected = { userId: 'person', profile: true, engagements: 60, videos: 3, complete: true };
    expect(await erase('person')).toEqual(expected);
    expect((await rows(tables.accounts)).sort()).toEqual(
      [
        'neighbour PROFILE',
        ...['neighbour', 'person'].flatMap((userId) => PAYMENTS.map((record) => `${userId} ${record}`)),
      ].sort(),
    );
    expect(await rows(tables.engagements)).toEqual(['neighbour', 'neighbour']);
    expect(await rows(tables.videos)).toEqual(['neighbour']);
  });

  test('reads page after page of those who did a lot', async () => {
    // DynamoDB reads a megabyte a page, whatever of it was asked for.
    const note = 'x'.repeat(300_000);
    for (let index = 0; index < 9; index += 1)
      await put(tables.engagements, { userId: 'keen', videoId: `v${index}`, note });
    expect(await erase('keen')).toMatchObject({ engagements: 9, complete: true });
    expect(await rows(tables.engagements)).not.toContain('keen');
  });

  test('may be repeated: nothing is left to delete', async () => {
    await account('again', 1, 1);
    await erase('again');
    const nothing = { userId: 'again', profile: false, engagements: 0, videos: 0, complete: true };
    expect(await erase('again')).toEqual(nothing);
    expect(await erase('nobody')).toEqual({ ...nothing, userId: 'nobody' });
  });

  test('says that it is not complete when its time is over, and goes on when called again', async () => {
    await account('busy', 60, 3);
    const runs = [];
    do runs.push(await erase('busy', 2));
    while (!runs.at(-1)!.complete && runs.length < 20);
    expect(runs.length).toBeGreaterThan(2);
    expect(runs.at(-1)!.complete).toBe(true);
    expect(runs.filter(({ profile }) => profile)).toHaveLength(1);
    expect(runs.reduce((sum, { engagements }) => sum + engagements, 0)).toBe(60);
    expect(runs.reduce((sum, { videos }) => sum + videos, 0)).toBe(3);
  });

  test('may be called twice at once', async () => {
    await account('twice', 30, 2);
    const both = await Promise.all([erase('twice'), erase('twice')]);
    expect(both.every(({ complete }) => complete)).toBe(true);
    expect(both.reduce((sum, { videos }) => sum + videos, 0)).toBe(2);
    expect(await rows(tables.engagements)).not.toContain('twice');
  });
});

describe('its event', () => {
  test('names one user', () => expect(userIdOf({ userId: 'f1c2-aa' })).toBe('f1c2-aa'));

  test.each([
    null,
    'f1',
    {},
    { userId: '' },
    { userId: ['a'] },
    { userId: 'a', dryRun: true },
    { userId: 'a b' },
    { userId: 'x'.repeat(5_000) },
    { userId: 7 },
  ])('is refused when it is %j', (event) => expect(() => userIdOf(event)).toThrow('The event must be'));
});
