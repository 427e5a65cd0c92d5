import { describe, expect, it } from 'vitest';
import type { CheckoutAnswer, KnownMembership, Order } from '../../client/index.ts';
import { createPurchases, type PurchasePorts } from './purchase.ts';
import { createMembershipStore } from './store.ts';

const PLAN = { id: 'monthly', name: 'Monthly', amountMinor: 49_900, currency: 'INR', durationDays: 30 };
const MEMBER: NonNullable<KnownMembership> = {
  ...{ planId: 'monthly', status: 'ACTIVE' },
  ...{ startedAt: '2026-11-22T12:00:00.000Z', expiresAt: '2026-12-22T12:00:00.000Z' },
};
const PAID: CheckoutAnswer = { kind: 'paid', paymentId: 'pay_1', signature: 'ab' };
const refusal = (type: string) => Object.assign(new Error(type), { type });

/** A shop with one customer, whose windows end as the test says, one after the other. */
function shop(...answers: (CheckoutAnswer | { readonly kind: 'left' } | Error)[]) {
  const opened: string[] = [];
  const steps: string[] = [];
  const server: { membership: KnownMembership; refusal?: Error } = { membership: null };
  /** Looks at the server wait until the test lets them. */
  let look = () => {};
  let made = 0;
  const ports: PurchasePorts = {
    async createOrder(planId) {
      made += 1;
      return { id: `order_${made}`, planId } as Order;
    },
    async open(order) {
      opened.push(order.id);
      const answer = answers.shift() ?? PAID;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async confirm() {
      if (server.refusal) throw server.refusal;
      return (server.membership = MEMBER);
    },
    membership: async () => server.membership,
    pause: () => new Promise((resolve) => (look = resolve)),
  };
  const store = createMembershipStore(ports.membership);
  store.learn(null);
  const purchases = createPurchases(store, ports);
  purchases.listen(() => steps.push(purchases.current().step));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const nextLook = async () => {
    look();
    await settle();
  };
  return { purchases, store, server, opened, steps, nextLook, settle };
}

describe('buying a membership', () => {
  it('goes step by step, and the page knows of the membership', async () => {
    const { purchases, store, steps } = shop();
    await purchases.begin(PLAN);
    expect(steps).toEqual(['ordering', 'paying', 'confirming', 'done']);
    expect(store.current()).toEqual(MEMBER);
  });

  it('can be tried again with the same order after it failed or was closed', async () => {
    const { purchases, opened } = shop({ kind: 'closed', failure: 'Declined.' }, { kind: 'closed' });
    await purchases.begin(PLAN);
    expect(purchases.current()).toEqual({ step: 'closed', failure: 'Declined.' });
    await purchases.begin(PLAN);
    expect(purchases.current()).toEqual({ step: 'closed' });
    await purchases.begin(PLAN);
    expect(purchases.current().step).toBe('done');
    expect(opened).toEqual(['order_1', 'order_1', 'order_1']);
    // What was bought once is another order the next time.
    await purchases.begin(PLAN);
    expect(opened).toEqual(['order_1', 'order_1', 'order_1', 'order_2']);
  });

  it('has an order of its own for each plan', async () => {
    const { purchases, opened } = shop({ kind: 'closed' });
    await purchases.begin(PLAN);
    await purchases.begin({ ...PLAN, id: 'yearly' });
    expect(opened).toEqual(['order_1', 'order_2']);
  });

  it('is one at a time', async () => {
    const { purchases, opened } = shop();
    await Promise.all([purchases.begin(PLAN), purchases.begin(PLAN)]);
    expect(opened).toEqual(['order_1']);
  });

  it('hears of a payment whose window was closed before it could say so', async () => {
    const { purchases, store, server, nextLook, settle } = shop({ kind: 'closed' });
    await purchases.begin(PLAN);
    await settle();
    server.membership = MEMBER;
    await nextLook();
    expect(purchases.current().step).toBe('done');
    expect(store.isMember()).toBe(true);
  });

  it('does not let anybody pay twice who had paid and closed the window', async () => {
    const { purchases, store, server, opened } = shop({ kind: 'closed' });
    await purchases.begin(PLAN);
    server.membership = MEMBER;
    // The page may even know of it from somewhere else.
    await store.refresh();
    await purchases.begin(PLAN);
    expect(opened).toEqual(['order_1']);
    expect(purchases.current()).toEqual({ step: 'done', membership: MEMBER });
  });

  it('says what the server refused, and begins anew with another order', async () => {
    const { purchases, server, opened } = shop();
    server.refusal = refusal('PaymentRejected');
    await purchases.begin(PLAN);
    expect(purchases.current()).toEqual({ step: 'problem', error: server.refusal });
    delete server.refusal;
    await purchases.begin(PLAN);
    expect(opened).toEqual(['order_1', 'order_2']);
  });

  it('keeps the order when only the window could not be opened', async () => {
    const { purchases, opened } = shop(new Error('The checkout could not be loaded.'));
    await purchases.begin(PLAN);
    expect(purchases.current().step).toBe('problem');
    await purchases.begin(PLAN);
    expect(opened).toEqual(['order_1', 'order_1']);
  });

  it('can begin again after coming back from another page without paying', async () => {
    const { purchases, opened } = shop({ kind: 'left' });
    await purchases.begin(PLAN);
    expect([purchases.current().step, purchases.isBusy()]).toEqual(['leaving', false]);
    await purchases.begin(PLAN);
    expect(opened).toEqual(['order_1', 'order_1']);
  });

  it('goes on where another page has been paid', async () => {
    const { purchases, steps } = shop();
    await purchases.comeBack('cs_1');
    expect(steps).toEqual(['confirming', 'done']);
  });

  it('of more is not taken for bought because of what was there before anybody looked', async () => {
    const { purchases, store, server, settle, nextLook } = shop();
    store.learn(undefined);
    server.membership = MEMBER;
    server.refusal = refusal('NotReady');
    void purchases.comeBack('cs_1');
    await settle();
    await nextLook();
    expect(purchases.current().step).toBe('confirming');
  });

  it('is forgotten once it has been read, but for what is still on its way', async () => {
    const { purchases, server } = shop({ kind: 'closed' });
    await purchases.begin(PLAN);
    purchases.acknowledge();
    expect(purchases.current().step).toBe('none');
    server.refusal = refusal('NotReady');
    void purchases.begin(PLAN);
    const step = purchases.current().step;
    purchases.acknowledge();
    expect(purchases.current().step).toBe(step);
  });

  it('tells nobody anything after they have signed out', async () => {
    const { purchases, store, server, nextLook, settle } = shop({ kind: 'closed' });
    await purchases.begin(PLAN);
    await settle();
    purchases.stop();
    store.learn(undefined);
    server.membership = MEMBER;
    await nextLook();
    expect(store.current()).toBeUndefined();
  });

  it('is nobody else’s business when it ends after its payer has signed out', async () => {
    const { purchases, store } = shop();
    const bought = purchases.begin(PLAN);
    purchases.stop();
    store.learn(undefined);
    await bought;
    expect(store.current()).toBeUndefined();
  });
});
