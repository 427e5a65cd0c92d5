import {
  awaitMembership,
  checkout,
  errorTypeOf,
  isLonger,
  settlePayment,
  type CheckoutOutcome,
  type CheckoutPorts,
  type KnownMembership,
  type Order,
} from '../../client/index.ts';
import type { Plan } from '../api/membership.ts';
import type { MembershipStore } from './store.ts';

/** How far somebody is with buying a membership. */
export type Purchase =
  | { readonly step: 'none' | 'ordering' | 'paying' | 'confirming' | 'leaving' | 'waiting' }
  /** Nothing was bought, as far as is known. `failure` is the provider's word, if it had one. */
  | { readonly step: 'closed'; readonly failure?: string }
  | { readonly step: 'problem'; readonly error: unknown }
  | { readonly step: 'done'; readonly membership: NonNullable<KnownMembership> };

export interface PurchasePorts extends Omit<CheckoutPorts, 'open' | 'paid'> {
  readonly createOrder: (planId: string) => Promise<Order>;
  readonly open: (order: Order, plan: Plan) => ReturnType<CheckoutPorts['open']>;
}

export interface Purchases {
  current(): Purchase;
  isBusy(): boolean;
  begin(plan: Plan): Promise<void>;
  /** Goes on with an order whose checkout was another page. */
  comeBack(orderId: string): Promise<void>;
  listen(hear: () => void): () => void;
  /** How the last purchase ended has been read. */
  acknowledge(): void;
  /** Nothing that still comes is anybody's business: somebody else may sign in. */
  stop(): void;
}

const BUSY: readonly Purchase['step'][] = ['ordering', 'paying', 'confirming'];

/** Sells memberships, one at a time, and lets the store know of them. */
export function createPurchases(store: MembershipStore, ports: PurchasePorts): Purchases {
  let purchase: Purchase = { step: 'none' };
  let isStopped = false;
  const listeners = new Set<() => void>();
  /**
   * Orders that can still be paid, by plan, and what was known when they were made: a failed attempt or a closed window does not
   * spend one.
   */
  const orders = new Map<string, { readonly order: Order; readonly before: Known }>();

  const show = (next: Purchase) => {
    if (isStopped) return;
    purchase = next;
    if (next.step === 'done') {
      orders.clear();
      store.learn(next.membership);
    }
    for (const hear of [...listeners]) hear();
  };
  const isBusy = () => BUSY.includes(purchase.step);

  async function orderFor(plan: Plan, before: Known): Promise<Order> {
    const order = orders.get(plan.id)?.order ?? (await ports.createOrder(plan.id));
    orders.set(plan.id, { order, before });
    return order;
  }

  async function buy(plan: Plan, before: Known): Promise<Purchase> {
    // Whoever has paid and closed the window must not pay again.
    const meanwhile = orders.has(plan.id) ? await ports.membership() : undefined;
    if (isLonger(before, meanwhile)) return { step: 'done', membership: meanwhile };
    const order = await orderFor(plan, before);
    show({ step: 'paying' });
    const outcome = await checkout(order, before, {
      ...ports,
      open: (opened) => ports.open(opened, plan),
      paid: () => show({ step: 'confirming' }),
    });
    if (outcome.kind === 'waiting') orders.clear();
    return endOf(outcome);
  }

  /** Who is told later is told here: paid with a bank's own app, or a moment before the window was closed. */
  async function hearOf(before: Known): Promise<void> {
    const isOver = () => isStopped || isBusy();
    const membership = await awaitMembership(before, ports, isOver);
    if (membership && !isOver()) show({ step: 'done', membership });
  }

  /** What is bought is told from what was there by comparing the two. */
  async function known(): Promise<Known> {
    if (store.current() === undefined) await store.refresh();
    return store.current();
  }

  /** @param kept what was known before, where that is a while ago */
  async function run(
    first: Purchase,
    act: (before: Known) => Promise<Purchase>,
    kept?: { readonly before: Known },
  ): Promise<void> {
    if (isBusy()) return;
    show(first);
    let before: Known;
    try {
      before = kept ? kept.before : await known();
      show(await act(before));
    } catch (error) {
      // What the server refuses is not tried again with the same order.
      if (errorTypeOf(error) !== undefined) orders.clear();
      show({ step: 'problem', error });
    }
    if (purchase.step === 'closed' || purchase.step === 'waiting') void hearOf(before);
  }

  return {
    current: () => purchase,
    isBusy,
    begin: (plan) => run({ step: 'ordering' }, (before) => buy(plan, before), orders.get(plan.id)),
    comeBack: (orderId) =>
      run({ step: 'confirming' }, async (before) =>
        // Such a checkout signs nothing: the order's own id is what the server asks about.
        endOf(await settlePayment({ orderId, paymentId: orderId, signature: '' }, before, ports)),
      ),
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    acknowledge() {
      if (!isBusy() && purchase.step !== 'waiting') show({ step: 'none' });
    },
    stop: () => void (isStopped = true),
  };
}

type Known = KnownMembership | undefined;

function endOf(outcome: CheckoutOutcome): Purchase {
  switch (outcome.kind) {
    case 'member':
      return { step: 'done', membership: outcome.membership };
    case 'left':
      return { step: 'leaving' };
    case 'waiting':
      return { step: 'waiting' };
    case 'closed':
      return { step: 'closed', ...(outcome.failure !== undefined && { failure: outcome.failure }) };
  }
}
