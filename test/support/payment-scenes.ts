import type { Delivery } from '../../local/sandbox/deliveries/delivery.ts';
import type { Run } from './deaths.ts';
import { graphql } from './graphql.ts';
import {
  CONFIRM,
  createOrder,
  paymentsOf,
  sandboxOf,
  type Paid,
  type Payments,
  type Sandbox,
} from './payments.ts';
import { newPerson, type Person } from './people.ts';
import { rowsOf, type Row, type Rows } from './rows.ts';
import type { Outputs } from './stack.ts';
import { boughtAtStripe } from './stripe-scenes.ts';

/*
 * Payments in which a function is to die, and what makes up for it. Of itself the provider tells nothing meanwhile.
 */

export const CREATE = 'MembershipCreatePaymentOrder';
const CONFIRMING = 'MembershipConfirmPayment';
const WEBHOOK = 'MembershipPaymentWebhook';
const RECONCILE = 'MembershipReconcilePayments';
export const FUNCTIONS = [CREATE, CONFIRMING, WEBHOOK, RECONCILE];

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

export interface Scene extends Run {
  readonly person: Person;
  /** What the person paid for. */
  readonly paid: readonly Pick<Paid, 'orderId' | 'paymentId'>[];
  /** Whoever makes up for it does. */
  again(): Promise<unknown>;
}

export interface Story {
  readonly name: string;
  readonly by: string;
  readonly begin: (shop: Shop) => Promise<Scene>;
  /** All calls of the function in a new process that does not die. */
  readonly calls: readonly string[];
}

/** Somebody has paid, and got a little of it back. */
async function bought(shop: Shop): Promise<{ person: Person; paid: Paid }> {
  const person = await newPerson(shop.outputs);
  const paid = await shop.payments.pay((await createOrder(shop.outputs, person)).id);
  await shop.sandbox('POST', `razorpay/payments/${paid.paymentId}/refund`, { amount: 100 });
  return { person, paid };
}

export async function deliveriesOf(sandbox: Sandbox, paymentId: string): Promise<readonly Delivery[]> {
  const all = (await sandbox('GET', 'deliveries'))['items'] as readonly Delivery[];
  return all.filter(({ body }) => body.includes(paymentId));
}

/** The provider tells of a payment, once. */
async function tell({ sandbox }: Shop, paymentId: string, event = 'payment.captured'): Promise<void> {
  const told = (await deliveriesOf(sandbox, paymentId)).find((one) => one.event === event);
  await sandbox('POST', `deliveries/${told!.id}/send`, {});
}

const confirmed: Story['begin'] = async (shop) => {
  const { person, paid } = await bought(shop);
  const work = () => graphql(shop.outputs, person, CONFIRM, { input: paid });
  return { person, paid: [paid], work, again: work };
};

const told: Story['begin'] = async (shop) => {
  const { person, paid } = await bought(shop);
  const work = () => tell(shop, paid.paymentId);
  return { person, paid: [paid], work, again: work };
};

/** Its refunds say little: what they are of is asked for. */
const refundedAtStripe: Story['begin'] = async (shop) => {
  const { person, paid } = await boughtAtStripe(shop);
  const work = () => tell(shop, paid.paymentId, 'charge.refunded');
  return { person, paid: [paid], work, again: work };
};

const PARTITION = (orderId: string) => `ORDER#razorpay#${orderId}`;

/** What a function leaves that died before it replayed an event: the order is known by now. */
async function kept({ sandbox, rows }: Shop, { orderId, paymentId }: Paid): Promise<void> {
  const delivery = (await deliveriesOf(sandbox, paymentId)).find(({ event }) => event === 'payment.captured');
  const { id, event: type } = delivery!;
  const payment = { id: paymentId, amountMinor: 49_900, currency: 'INR' };
  await rows.put('Accounts', {
    ...{ userId: PARTITION(orderId), record: `EVENT#razorpay#${id}`, eventId: id, type },
    facts: [{ kind: 'CAPTURED', payment }],
  });
}

const toldBehindKept: Story['begin'] = async (shop) => {
  const { person, paid } = await bought(shop);
  await kept(shop, paid);
  const work = () => tell(shop, paid.paymentId, 'order.paid');
  return { person, paid: [paid], work, again: work };
};

/** Somebody else's system takes money by the same account. */
const toldOfForeign: Story['begin'] = async (shop) => {
  const paid = await foreignOrder(shop);
  const work = () => tell(shop, paid.paymentId);
  return { person: await newPerson(shop.outputs), paid: [], work, again: work };
};

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

const reconciled =
  (prepared: (shop: Shop) => Promise<{ person: Person; orderId: string; paid: readonly Paid[] }>) =>
  async (shop: Shop): Promise<Scene> => {
    const { person, orderId, paid } = await prepared(shop);
    const orders = [[person, orderId]] as const;
    const again = async () => {
      await due(shop, orders, true);
      await shop.payments.reconcile();
    };
    const work = async () => {
      await again().catch(() => undefined);
      await due(shop, orders, false);
    };
    return { person, paid: [...paid], work, again };
  };

const unheardOf = reconciled(async (shop) => {
  const { person, paid } = await bought(shop);
  return { person, orderId: paid.orderId, paid: [paid] };
});

const keptBefore = reconciled(async (shop) => {
  const { person, paid } = await bought(shop);
  await kept(shop, paid);
  return { person, orderId: paid.orderId, paid: [paid] };
});

const unpaid = reconciled(async (shop) => {
  const person = await newPerson(shop.outputs);
  return { person, orderId: (await createOrder(shop.outputs, person)).id, paid: [] };
});

/** The provider tells of a payment when the order is made and not yet noted. */
const made: Story['begin'] = async (shop) => {
  const { outputs, payments, sandbox } = shop;
  const person = await newPerson(outputs);
  const paid: Paid[] = [];
  const happens = async () => {
    const [newest] = Object.values(await sandbox('GET', 'razorpay/orders')) as { id: string }[];
    paid.push(await payments.pay(newest!.id));
    await tell(shop, paid[0]!.paymentId);
  };
  const work = () => graphql(outputs, person, 'mutation { createPaymentOrder(planId: "monthly") { id } }');
  const again = async () => {
    await createOrder(outputs, person);
    await due(
      shop,
      paid.map(({ orderId }) => [person, orderId] as const),
      true,
    );
    await payments.reconcile();
  };
  return { person, paid, work, again, before: { call: WRITE, happens } };
};

const [WRITE, QUERY] = ['TransactWriteItems', 'Query'];
/** Once in a process. */
export const ASK_SECRET = 'GetSecretValue';
const DUE = [QUERY, QUERY, QUERY, QUERY, 'GetItem', QUERY];
const PAYMENTS = 'GET /v1/orders/:order/payments';
const REFUNDS = 'GET /v1/payments/:pay/refunds';

export const STORIES: readonly Story[] = [
  {
    ...{ name: 'a payment is confirmed', by: CONFIRMING, begin: confirmed },
    calls: ['GetItem', ASK_SECRET, 'GET /v1/payments/:pay', REFUNDS, QUERY, WRITE],
  },
  {
    ...{ name: 'a payment is told of', by: WEBHOOK, begin: told },
    calls: [ASK_SECRET, QUERY, QUERY, WRITE],
  },
  {
    ...{ name: 'a payment is told of, and another event of it was kept', by: WEBHOOK, begin: toldBehindKept },
    calls: [ASK_SECRET, QUERY, QUERY, WRITE, QUERY],
  },
  {
    ...{ name: 'a payment of an order that nobody knows is told of', by: WEBHOOK, begin: toldOfForeign },
    calls: [ASK_SECRET, QUERY, WRITE],
  },
  {
    ...{ name: 'a refund at Stripe is told of before the payment', by: WEBHOOK, begin: refundedAtStripe },
    calls: [ASK_SECRET, 'GET /v1/payment_intents/:pi', QUERY, QUERY, WRITE],
  },
  {
    ...{ name: 'a payment that was not told of is asked about', by: RECONCILE, begin: unheardOf },
    calls: [...DUE, ASK_SECRET, PAYMENTS, REFUNDS, QUERY, WRITE],
  },
  {
    ...{ name: 'a payment is asked about of which an event was kept', by: RECONCILE, begin: keptBefore },
    calls: [...DUE, QUERY, WRITE, 'DeleteItem', ASK_SECRET, PAYMENTS, REFUNDS, QUERY, WRITE],
  },
  {
    ...{ name: 'an order that nobody paid is asked about', by: RECONCILE, begin: unpaid },
    calls: [...DUE, ASK_SECRET, PAYMENTS, QUERY, 'UpdateItem'],
  },
  {
    ...{ name: 'an order is made that is told of before it is noted', by: CREATE, begin: made },
    calls: ['UpdateItem', ASK_SECRET, 'POST /v1/orders', WRITE, QUERY, QUERY, WRITE, 'DeleteItem'],
  },
];
