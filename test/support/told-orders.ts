import type { Delivery } from '../../local/sandbox/deliveries/delivery.ts';
import { ask } from './graphql.ts';
import type { Shop } from './payment-shop.ts';
import { createOrder, type Paid, type Sandbox } from './payments.ts';
import type { Person } from './people.ts';
import type { Outputs } from './stack.ts';

/** What a provider tells of an order whose first payment failed, and whose second was given back. */
export const EVENTS = [
  ...['payment.failed', 'payment.authorized', 'payment.captured', 'order.paid', 'refund.processed'],
] as const;

/** An order of which nothing was told yet. */
export interface Untold extends Paid {
  readonly person: Person;
}

/** Somebody fails to pay, and then pays. */
export async function paidOrder(
  { outputs, payments, sandbox }: Pick<Shop, 'outputs' | 'payments' | 'sandbox'>,
  person: Person,
): Promise<Untold> {
  const { id: order_id } = await createOrder(outputs, person);
  const attempt = { key_id: payments.keys.keyId, order_id, outcome: 'failure' };
  const failure = await sandbox('POST', 'razorpay/checkout', attempt).catch((error: Error) => error);
  if (!(failure instanceof Error)) throw new Error('The payment did not fail.');
  return { person, ...(await payments.pay(order_id)) };
}

/** How each event of each order is sent: by order and event. */
export async function sendersOf(
  sandbox: Sandbox,
): Promise<(orderId: string, event: string) => Promise<void>> {
  const { items } = (await sandbox('GET', 'deliveries')) as unknown as { items: readonly Delivery[] };
  const ids = new Map(items.map(({ id, event, body }) => [`${orderIn(body)} ${event}`, id]));
  return async (orderId, event) => {
    const sent = await sandbox('POST', `deliveries/${ids.get(`${orderId} ${event}`)}/send`, {});
    const { status } = sent['last'] as NonNullable<Delivery['last']>;
    if (status !== 200) throw new Error(`The webhook answered ${status} to ${event}.`);
  };
}

const orderIn = (body: string) =>
  (JSON.parse(body) as { payload: { payment: { entity: { order_id: string } } } }).payload.payment.entity
    .order_id;

export function permutationsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permutationsOf(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

interface Entry {
  readonly orderId: string;
  readonly paymentId: string;
  readonly [field: string]: unknown;
}

/** What somebody's ledger says, the latest first, as a client reads it. */
export async function ledgerOf(outputs: Outputs, person: Person): Promise<readonly Entry[]> {
  const { myPayments } = await ask<{ myPayments: { items: readonly Entry[] } }>(
    outputs,
    person,
    `{ myPayments(limit: 100) { items {
         id change cause orderId paymentId planId durationDays amountMinor currency } } }`,
  );
  return myPayments.items;
}
