import type { Run } from './deaths.ts';
import { graphql } from './graphql.ts';
import { bought, due, foreignOrder, kept, tell, type Shop } from './payment-shop.ts';
import { CONFIRM, createOrder, type Paid } from './payments.ts';
import { newPerson, type Person } from './people.ts';
import { boughtAtStripe } from './stripe-scenes.ts';

/*
 * Payments in which a function is to die, and what makes up for it. Of itself the provider tells nothing meanwhile.
 */

export const CREATE = 'MembershipCreatePaymentOrder';
const CONFIRMING = 'MembershipConfirmPayment';
const WEBHOOK = 'MembershipPaymentWebhook';
const RECONCILE = 'MembershipReconcilePayments';
export const FUNCTIONS = [CREATE, CONFIRMING, WEBHOOK, RECONCILE];

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
