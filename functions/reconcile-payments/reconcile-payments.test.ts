import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { orderPartition } from '../../model/payment-keys.ts';
import type { PaymentOrderRow } from '../../model/payment-order.ts';
import { accountsTable, type TestAccounts } from '../shared/payments/testing-accounts.ts';
import { captured, testProvider, type TestProvider } from '../shared/payments/testing-provider.ts';
import { orderOf } from '../shared/payments/testing.ts';
import { NOW } from '../shared/testing.ts';
import { reconcilePayments } from './reconcile-payments.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let accounts: TestAccounts;
let provider: TestProvider;
let errors: unknown[];
beforeEach(async () => {
  accounts = await accountsTable();
  [provider, errors] = [testProvider(), []];
});
afterEach(() => accounts.stop());

/** An order of so long ago whose time has come. */
async function due(
  id: string,
  { age = 10 * MINUTE, ...changes }: Partial<PaymentOrderRow> & { age?: number } = {},
) {
  const createdAt = new Date(NOW - age).toISOString();
  const row = orderOf({
    record: `ORDER#${id}`,
    id,
    reference: id,
    createdAt,
    open: '0',
    checkAt: NOW,
    ...changes,
  });
  await accounts.put(row);
}
const order = async (id: string) =>
  (await accounts.rows('payer')).find(({ record }) => record === `ORDER#${id}`);
const run = (remainingMs = () => 10 * MINUTE) =>
  reconcilePayments(
    {
      ...{ accounts, providers: () => provider, now: () => NOW },
      logger: { info: () => {}, error: (...line: unknown[]) => void errors.push(line) },
    },
    remainingMs,
  );

describe('an order of which nothing was heard', () => {
  test('is granted when the provider has the money, and not asked about again', async () => {
    await due('a');
    provider.facts.set('a', [captured()]);
    expect(await run()).toEqual({ due: 1, failed: 0, left: 0 });
    const ledger = (await accounts.rows('payer')).filter(({ record }) => record.startsWith('LEDGER#'));
    expect(ledger).toMatchObject([{ change: 'GRANTED', orderId: 'a', toldBy: 'RECONCILIATION' }]);
    expect(await order('a')).toMatchObject({ status: 'PAID' });
    expect(await run()).toEqual({ due: 0, failed: 0, left: 0 });
  });

  test.each([
    [10 * MINUTE, 30 * MINUTE],
    [8 * HOUR, DAY],
    [8 * DAY, 14 * DAY],
  ])('that is still unpaid after %d ms is asked about again at %d ms', async (age, next) => {
    await due('a', { age });
    await run();
    expect(await order('a')).toMatchObject({ status: 'CREATED', checkAt: NOW - age + next });
  });

  test('is asked about no more after five weeks', async () => {
    await due('a', { age: 35 * DAY });
    await run();
    expect(await order('a')).not.toHaveProperty('open');
    expect(await run()).toMatchObject({ due: 0 });
  });

  test('is come back to for 60 days while it cannot be asked about, and not for ever', async () => {
    provider.isDown = true;
    await due('a', { age: 60 * DAY - 1 });
    await expect(run()).rejects.toThrow('1 of 1');
    expect(await order('a')).toMatchObject({ checkAt: NOW + HOUR });
    await due('a', { age: 60 * DAY });
    await expect(run()).rejects.toThrow('1 of 1');
    expect(await order('a')).not.toHaveProperty('open');
    expect(await run()).toMatchObject({ due: 0 });
  });

  test('is asked about no more after five weeks when its payment does not fit', async () => {
    await due('a', { age: 35 * DAY });
    provider.facts.set('a', [captured('pay_a', 1)]);
    await expect(run()).rejects.toThrow('1 of 1');
    expect(await order('a')).not.toHaveProperty('open');
    expect(await order('a')).toMatchObject({ status: 'CREATED' });
  });

  test('is not asked about before its time', async () => {
    await due('a', { checkAt: NOW + 1 });
    expect(await run()).toMatchObject({ due: 0 });
  });

  test('has the events that came before it, whoever was to replay them', async () => {
    await due('a');
    const userId = orderPartition('razorpay', 'a');
    const kept = { userId, record: 'EVENT#razorpay#e', eventId: 'e', type: 'order.paid' };
    await accounts.put({ ...kept, facts: [captured()] });
    await run();
    expect(await order('a')).toMatchObject({ status: 'PAID' });
    expect(await accounts.rows(userId)).toEqual([]);
  });

  test('has none of them that do not fit it, and somebody hears of that', async () => {
    await due('a');
    const kept = { userId: orderPartition('razorpay', 'a'), record: 'EVENT#razorpay#e', eventId: 'e' };
    await accounts.put({ ...kept, type: 'order.paid', facts: [captured('pay_a', 1)] });
    await run();
    expect(await order('a')).toMatchObject({ status: 'CREATED' });
    expect(errors).toEqual([['An event does not fit its order', { orderId: 'a', eventId: 'e' }]]);
  });
});

describe('a run', () => {
  test('comes to all shards, and to the end of them in spite of what fails, which it tells of', async () => {
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) await due(id, { open: String(index) });
    provider.facts.set('b', new Error('hush'));
    provider.facts.set('d', [captured('pay_d', 1)]);
    provider.facts.set('c', [captured('pay_c')]);
    await expect(run()).rejects.toThrow('2 of 4 orders could not be settled.');
    expect(await order('c')).toMatchObject({ status: 'PAID' });
    expect(await order('a')).toMatchObject({ checkAt: NOW + 20 * MINUTE });
    // What failed does not come first again; what does not fit is not asked about more often for it.
    expect(await order('b')).toMatchObject({ status: 'CREATED', checkAt: NOW + HOUR });
    expect(await order('d')).toMatchObject({ status: 'CREATED', checkAt: NOW + 20 * MINUTE });
    expect(errors).toHaveLength(2);
    expect(errors).toContainEqual([
      'A payment does not fit its order',
      { orderId: 'd', refusal: 'OTHER_AMOUNT' },
    ]);
  });

  test('tells of an order that could not even be put off', async () => {
    await due('a');
    provider.isDown = true;
    accounts.around = (call, command) => {
      if (command === 'UpdateItemCommand') throw new Error('DynamoDB is away.');
      return call();
    };
    await expect(run()).rejects.toThrow('1 of 1');
    expect(errors).toMatchObject([
      ['An order could not be asked about', {}],
      ['Nor could it be put off', {}],
    ]);
  });

  test('begins nothing when its time is nearly over', async () => {
    await due('a');
    provider.facts.set('a', [captured()]);
    expect(await run(() => 30_000)).toEqual({ due: 1, failed: 0, left: 1 });
    expect(await order('a')).toMatchObject({ status: 'CREATED' });
  });
});
