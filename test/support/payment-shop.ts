import type { Delivery } from '../../local/sandbox/deliveries/delivery.ts';
import { createOrder, paymentsOf, sandboxOf, type Paid, type Payments, type Sandbox } from './payments.ts';
import { newPerson, type Person } from './people.ts';
import { rowsOf, type Row, type Rows } from './rows.ts';
import type { Outputs } from './stack.ts';

/*
 * A stack at which people pay, seen from all sides.
 */

/** Where it happens. */
export interface Shop {
  readonly outputs: Outputs;
  readonly payments: Payments;
  readonly sandbox: Sandbox;
  readonly rows: Rows;
}

export const openShop = async (outputs: Outputs): Promise<Shop> => ({
  ...{ outputs, sandbox: sandboxOf(outputs) },
  payments: await paymentsOf(outputs),
  rows: await rowsOf(outputs),
});

/** Somebody has paid, and got a little of it back. */
export async function bought(shop: Shop): Promise<{ person: Person; paid: Paid }> {
  const person = await newPerson(shop.outputs);
  const paid = await shop.payments.pay((await createOrder(shop.outputs, person)).id);
  await shop.sandbox('POST', `razorpay/payments/${paid.paymentId}/refund`, { amount: 100 });
  return { person, paid };
}

async function deliveriesOf(sandbox: Sandbox, paymentId: string): Promise<readonly Delivery[]> {
  const all = (await sandbox('GET', 'deliveries'))['items'] as readonly Delivery[];
  return all.filter(({ body }) => body.includes(paymentId));
}

/** The provider tells of a payment, once. */
export async function tell({ sandbox }: Shop, paymentId: string, event = 'payment.captured'): Promise<void> {
  const told = (await deliveriesOf(sandbox, paymentId)).find((one) => one.event === event);
  await sandbox('POST', `deliveries/${told!.id}/send`, {});
}

const PARTITION = (orderId: string) => `ORDER#razorpay#${orderId}`;

/** What a function leaves that died before it replayed an event: the order is known by now. */
export async function kept({ sandbox, rows }: Shop, { orderId, paymentId }: Paid): Promise<void> {
  const delivery = (await deliveriesOf(sandbox, paymentId)).find(({ event }) => event === 'payment.captured');
  const { id, event: type } = delivery!;
  const payment = { id: paymentId, amountMinor: 49_900, currency: 'INR' };
  await rows.put('Accounts', {
    ...{ userId: PARTITION(orderId), record: `EVENT#razorpay#${id}`, eventId: id, type },
    facts: [{ kind: 'CAPTURED', payment }],
  });
}

/** Somebody else's system takes money by the same account. */
export async function foreignOrder({ outputs, payments }: Pick<Shop, 'outputs' | 'payments'>): Promise<Paid> {
  const { keyId, keySecret } = payments.keys;
  const response = await fetch(`${outputs.custom.playhead.paymentsUrl}/v1/orders`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`,
    },
    body: JSON.stringify({ amount: 49_900, currency: 'INR', receipt: 'of somebody else' }),
  });
  const { id } = (await response.json()) as { id: string };
  return payments.pay(id);
}

const HOUR_MS = 3_600_000;

/** All of these orders that are open are asked about, or none of them for an hour. */
export async function due({ rows }: Shop, orders: readonly (readonly [Person, string])[], isDue: boolean) {
  for (const [{ sub: userId }, orderId] of orders) {
    const key = { userId, record: `ORDER#${orderId}` };
    const order: Row | undefined = await rows.get('Accounts', key);
    if (order?.['open'] !== undefined)
      await rows.set('Accounts', key, { checkAt: Date.now() + (isDue ? 0 : HOUR_MS) });
  }
}
