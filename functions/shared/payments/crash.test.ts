import { expect, test } from 'vitest';
import { orderPartition } from '../../../model/payment-keys.ts';
import type { PaymentFact, PaymentOrderRow } from '../../../model/payment-order.ts';
import { captured, disputed, orderOf, refunded } from '../../../model/testing-payments.ts';
import { NOW } from '../testing.ts';
import { readOrder } from './accounts.ts';
import { applyFacts } from './apply-facts.ts';
import { addOrder } from './orders.ts';
import { replayKept, takeEvent } from './take-event.ts';
import { sharedAccounts } from './testing-accounts.ts';

/*
 * A function dies before or after each of its writes, and somebody does the same again: the provider sends the event again,
 * the client confirms again, `reconcile-payments` comes by. The rows are those of a run in which nobody died.
 */

const accounts = await sharedAccounts();

const READS: readonly string[] = ['GetItemCommand', 'QueryCommand'];

type Step = () => Promise<unknown>;

const told = (order: PaymentOrderRow, id: string, fact: PaymentFact): Step => {
  const { provider, reference } = order;
  return () => takeEvent(accounts, provider, { id, type: 'told', reference, facts: [fact] }, NOW);
};
const made =
  (order: PaymentOrderRow): Step =>
  async () => {
    if (!(await readOrder(accounts, order.userId, order.id))) await addOrder(accounts, order);
    await replayKept(accounts, order, NOW);
  };
const confirmed = (order: PaymentOrderRow): Step => {
  const owner = { ownerId: order.userId, orderId: order.id };
  return () => applyFacts(accounts, owner, [captured(order)], { toldBy: 'CONFIRMATION' }, NOW);
};

/** Two orders of one person, with events before, between and after them. */
function story(name: string): { readonly steps: readonly Step[]; readonly partitions: readonly string[] } {
  const first = orderOf(`${name}-1`, { userId: name });
  const second = orderOf(`${name}-2`, { userId: name, planId: 'yearly', durationDays: 365 });
  return {
    steps: [
      told(first, 'evt_captured', captured(first)),
      made(first),
      told(first, 'evt_paid', captured(first)),
      made(second),
      confirmed(second),
      told(second, 'evt_open', disputed(second, 'OPEN')),
      told(first, 'evt_refund', refunded(first)),
      told(second, 'evt_won', disputed(second, 'WON')),
    ],
    partitions: [name, ...[first, second].map(({ id }) => orderPartition('razorpay', id))],
  };
}

/** @returns how many writes there were, and the rows in the end, without the name */
async function play(name: string, dies?: { readonly at: number; readonly after: boolean }) {
  const { steps, partitions } = story(name);
  let writes = 0;
  accounts.around = async (call, command) => {
    if (READS.includes(command)) return call();
    const index = writes;
    writes += 1;
    if (index !== dies?.at) return call();
    if (dies.after) await call();
    throw new Error('killed');
  };
  for (const step of steps)
    await step().catch((error: Error) => {
      expect(error.message).toBe('killed');
      return step();
    });
  const rows = await Promise.all(partitions.map((partition) => accounts.rows(partition)));
  return { writes, rows: JSON.parse(JSON.stringify(rows).replaceAll(name, 'payer')) as unknown };
}

test('a death between any two effects changes nothing in the end', async () => {
  const { writes, rows } = await play('nobody-dies');
  expect(writes).toBe(9);
  expect(rows).toMatchObject([{ length: 12 }, [{ record: 'OWNER' }], [{ record: 'OWNER' }]]);
  for (let at = 0; at < writes; at += 1)
    for (const after of [false, true]) {
      const name = `dies-${after ? 'after' : 'before'}-${at}`;
      expect((await play(name, { at, after })).rows, name).toEqual(rows);
    }
});
