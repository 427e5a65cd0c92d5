import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inParallel } from '../functions/shared/in-parallel.ts';
import { graphql } from './support/graphql.ts';
import { foreignOrder } from './support/payment-shop.ts';
import {
  allTold,
  CONFIRM,
  createOrder,
  daysOf,
  genuineBody,
  paymentsOf,
  sandboxOf,
  standing,
  type Order,
  type Payments,
  type Sandbox,
} from './support/payments.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, type Row, type Rows } from './support/rows.ts';
import { newPlace, removePlace, startStack, type Outputs, type RunningStack } from './support/stack.ts';
import {
  EVENTS,
  ledgerOf,
  paidOrder,
  permutationsOf,
  sendersOf,
  type Untold,
} from './support/told-orders.ts';

/*
 * The provider tells what it has in all orders, twice, and late. On a stack of its own: nothing is told here that a test
 * does not send.
 */

const place = await newPlace();
let stack: RunningStack;
let outputs: Outputs;
let payments: Payments;
let sandbox: Sandbox;
let rows: Rows;
beforeAll(async () => {
  stack = await startStack(place);
  ({ outputs } = stack);
  [payments, rows] = await Promise.all([paymentsOf(outputs), rowsOf(outputs)]);
  sandbox = sandboxOf(outputs);
  await sandbox('PATCH', 'deliveries', { paused: true });
});
afterAll(async () => {
  rows?.close();
  await stack?.stop();
  await removePlace(place);
});

const people = (count: number) => Promise.all(Array.from({ length: count }, () => newPerson(outputs)));

/** Of each person as many orders, in all one for each of so many permutations. */
async function ordersOf(persons: readonly Person[], each: number): Promise<readonly Untold[]> {
  const orders: Untold[] = [];
  const wanted = persons.flatMap((person) => Array.from({ length: each }, () => person));
  await inParallel(wanted, 8, async (person) => {
    orders.push(await paidOrder({ outputs, payments, sandbox }, person));
  });
  return orders;
}

/** How many orders are told of at once. */
const AT_ONCE = 10;

/** Each order by a permutation of its own, each event twice: at once, or all of them and then all of them again. */
async function tellAll(orders: readonly Untold[], events: readonly string[]): Promise<void> {
  const send = await sendersOf(sandbox);
  const ways = permutationsOf(events);
  expect(orders).toHaveLength(ways.length);
  await inParallel([...orders.entries()], AT_ONCE, async ([index, { orderId }]) => {
    const way = ways[index]!;
    if (index % 2 === 0)
      for (const event of way) await Promise.all([send(orderId, event), send(orderId, event)]);
    else for (const event of [...way, ...way]) await send(orderId, event);
  });
}

const WHAT = { planId: 'monthly', durationDays: 30, amountMinor: 49_900, currency: 'INR' };
const GRANTED = { change: 'GRANTED', cause: 'PAYMENT', ...WHAT };
const REVOKED = { change: 'REVOKED', cause: 'REFUND', ...WHAT };

/** What the ledger says of an order, the latest first, without names of its own. */
async function ledgersOf(person: Person, orders: readonly Untold[]) {
  const ledger = await ledgerOf(outputs, person);
  expect(new Set(ledger.map(({ id }) => id)).size).toBe(ledger.length);
  return orders
    .filter((order) => order.person === person)
    .map(({ orderId, paymentId }) =>
      ledger
        .filter((entry) => entry.orderId === orderId && entry.paymentId === paymentId)
        .map(({ id: _id, orderId: _orderId, paymentId: _paymentId, ...entry }) => entry),
    );
}

/** What an order's row says but for its names, its instants and how often it changed. */
async function orderRows({ sub }: Person): Promise<readonly Row[]> {
  const all = await rows.ofPerson('Accounts', sub);
  return all
    .filter(({ record }) => String(record).startsWith('ORDER#'))
    .map(({ status, refundedMinor, open, checkAt }) => ({ status, refundedMinor, open, checkAt }));
}

describe('all orders in which a payment can be told of, each event twice', () => {
  it('end in one ledger, one status and one membership when it went back', async () => {
    const persons = await people(24);
    const orders = await ordersOf(persons, 5);
    for (const { paymentId } of orders) await sandbox('POST', `razorpay/payments/${paymentId}/refund`, {});
    await tellAll(orders, EVENTS);

    const check = async (person: Person) => {
      expect(await ledgersOf(person, orders)).toEqual(Array(5).fill([REVOKED, GRANTED]));
      expect(await orderRows(person)).toEqual(Array(5).fill({ status: 'REFUNDED', refundedMinor: 49_900 }));
      expect((await standing(outputs, person)).membership).toMatchObject({
        planId: 'monthly',
        status: 'REVOKED',
      });
    };
    for (const person of persons) await check(person);
    for (const { person, ...input } of orders.filter((_order, index) => index % 5 === 0))
      expect((await graphql(outputs, person, CONFIRM, { input })).errors).toMatchObject([
        { errorType: 'PaymentRejected', message: 'The payment was refunded.' },
      ]);
    // What is held (`refund.created`) comes now.
    await sandbox('PATCH', 'deliveries', { paused: false });
    await allTold(sandbox);
    await sandbox('PATCH', 'deliveries', { paused: true });
    for (const person of persons) await check(person);
  });

  it('end in one ledger, one status and one membership when it stays', async () => {
    const persons = await people(4);
    const orders = await ordersOf(persons, 6);
    await tellAll(orders, EVENTS.slice(0, 4));
    for (const person of persons) {
      expect(await ledgersOf(person, orders)).toEqual(Array(6).fill([GRANTED]));
      expect(await orderRows(person)).toEqual(Array(6).fill({ status: 'PAID' }));
      const { membership } = await standing(outputs, person);
      expect(membership).toMatchObject({ planId: 'monthly', status: 'ACTIVE' });
      expect(daysOf(membership!)).toBe(180);
    }
  });
});

describe('an order of which somebody else takes the money, by the same account', () => {
  it('is taken note of and makes nobody a member', async () => {
    const { orderId } = await foreignOrder({ outputs, payments });
    const send = await sendersOf(sandbox);
    for (const event of ['payment.captured', 'order.paid', 'payment.captured']) await send(orderId, event);
    const kept = await rows.ofPerson('Accounts', `ORDER#razorpay#${orderId}`);
    expect(kept.map(({ type }) => type).toSorted()).toEqual(['order.paid', 'payment.captured']);
    expect(kept.map(({ forgetAt }) => typeof forgetAt)).toEqual(['number', 'number']);
  });
});

describe('an order that is told of while it is made', () => {
  it('is granted once, whoever comes first', async () => {
    const person = await newPerson(outputs);
    const newest = async () => {
      const [order] = Object.values(await sandbox('GET', 'razorpay/orders')) as { id: string }[];
      return order!.id;
    };
    const paid: { orderId: string; paymentId: string }[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const before = await newest();
      const made = createOrder(outputs, person);
      let orderId = before;
      while (orderId === before) orderId = await newest();
      const { paymentId } = await payments.pay(orderId);
      paid.unshift({ orderId, paymentId });
      const send = await sendersOf(sandbox);
      await Promise.all([made, send(orderId, 'order.paid'), send(orderId, 'payment.captured')]);
    }
    const { membership, ledger } = await standing(outputs, person);
    expect(ledger).toEqual(paid.map((one) => ({ change: 'GRANTED', cause: 'PAYMENT', ...one })));
    expect(daysOf(membership!)).toBe(300);
  });
});

describe('a payment of which nothing was told', () => {
  it('is asked about and granted once, and what is told late adds nothing', async () => {
    const person = await newPerson(outputs);
    await sandbox('PATCH', 'webhooks/razorpay', { enabled: false });
    const order = await createOrder(outputs, person);
    const { paymentId } = await payments.pay(order.id);
    await sandbox('PATCH', 'webhooks/razorpay', { enabled: true });
    await payments.reconcile();
    expect(await standing(outputs, person)).toEqual({ membership: null, ledger: [] });

    // Minutes pass.
    await rows.set('Accounts', { userId: person.sub, record: `ORDER#${order.id}` }, { checkAt: Date.now() });
    await payments.reconcile();
    const first = await standing(outputs, person);
    expect(first).toMatchObject({
      membership: { planId: 'monthly', status: 'ACTIVE' },
      ledger: [{ change: 'GRANTED', cause: 'PAYMENT', orderId: order.id, paymentId }],
    });
    expect(daysOf(first.membership!)).toBe(30);
    for (let turn = 0; turn < 2; turn += 1)
      expect((await payments.tell(genuineBody(payments.keys, order, paymentId))).status).toBe(200);
    await payments.reconcile();
    expect(await standing(outputs, person)).toEqual(first);
  });
});

describe('the webhook under load', () => {
  /** How long each answer took, in milliseconds. */
  const told = (orders: readonly Order[]) =>
    Promise.all(
      orders.map(async (order) => {
        const begun = performance.now();
        const { status } = await payments.tell(genuineBody(payments.keys, order, `pay_of_${order.id}`));
        expect(status).toBe(200);
        return performance.now() - begun;
      }),
    );

  it('takes twenty payments at once, and twenty more', async () => {
    const persons = await people(8);
    const orders: Order[] = [];
    await inParallel(Array(5).fill(persons).flat() as Person[], 4, async (person) => {
      orders.push(await createOrder(outputs, person));
    });
    for (const wave of [orders.slice(0, 20), orders.slice(20)]) {
      const times = (await told(wave)).toSorted((a, b) => a - b);
      const [median, last] = [times.at(10)!, times.at(-1)!];
      console.log(`20 events at once: ${median.toFixed(0)} ms at the median, ${last.toFixed(0)} ms at most`);
    }
    for (const person of persons) {
      const { membership, ledger } = await standing(outputs, person);
      expect(ledger).toHaveLength(5);
      expect(daysOf(membership!)).toBe(150);
    }
  });
});
