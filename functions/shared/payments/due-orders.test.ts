import { beforeAll, describe, expect, test } from 'vitest';
import { captured, orderOf } from '../../../model/testing-payments.ts';
import { NOW } from '../testing.ts';
import { readOrder } from './accounts.ts';
import { applyFacts } from './apply-facts.ts';
import { dueOrders, postponeCheck } from './due-orders.ts';
import { addOrder } from './orders.ts';
import { sharedAccounts } from './testing-accounts.ts';

const MOST = 100;
const accounts = await sharedAccounts();

const dueNow = async (most = MOST) =>
  (await dueOrders(accounts, NOW, most)).map(({ orderId }) => orderId).filter((id) => id.startsWith('due'));

describe('orders that are due', () => {
  const ids = ['due_0', 'due_1', 'due_2', 'due_3', 'due_4', 'due_8'];
  beforeAll(async () => {
    for (const [index, id] of ids.entries())
      await addOrder(accounts, orderOf(id, { checkAt: NOW - 100 + index }));
    await addOrder(accounts, orderOf('due_later', { checkAt: NOW + 1 }));
    await addOrder(accounts, orderOf('due_now', { checkAt: NOW }));
  });

  test('are found in all shards, the longest due first', async () =>
    expect(await dueNow()).toEqual([...ids, 'due_now']));

  test('are no more than were asked for of each shard', async () =>
    expect(await dueNow(1)).toEqual(['due_0', 'due_1', 'due_2', 'due_3']));

  test('are due later when they are postponed, and never when nobody is to ask again', async () => {
    const due = (orderId: string) => ({ userId: 'payer', orderId });
    await postponeCheck(accounts, due('due_0'), NOW + 1_000);
    await postponeCheck(accounts, due('due_1'), undefined);
    expect(await dueNow()).toEqual(['due_2', 'due_3', 'due_4', 'due_8', 'due_now']);
    expect(await readOrder(accounts, 'payer', 'due_0')).toMatchObject({ checkAt: NOW + 1_000, version: 1 });
    const left = await readOrder(accounts, 'payer', 'due_1');
    expect(left).not.toHaveProperty('open');
    expect(left).not.toHaveProperty('checkAt');
  });

  test('are not when they were paid, whatever somebody does who thinks so', async () => {
    const order = orderOf('due_paid', { checkAt: NOW - 1 });
    await addOrder(accounts, order);
    const owner = { ownerId: order.userId, orderId: order.id };
    const paid = await applyFacts(accounts, owner, [captured(order)], { toldBy: 'CONFIRMATION' }, NOW);
    await postponeCheck(accounts, { userId: order.userId, orderId: order.id }, NOW - 1);
    expect(await dueNow()).not.toContain('due_paid');
    expect(await readOrder(accounts, order.userId, order.id)).toEqual(paid.order);
  });

  test('need not be there at all', async () => {
    await postponeCheck(accounts, { userId: 'payer', orderId: 'due_nowhere' }, NOW);
    expect(await readOrder(accounts, 'payer', 'due_nowhere')).toBeUndefined();
  });
});
