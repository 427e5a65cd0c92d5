import { randomUUID } from 'node:crypto';
import { ask } from './graphql.ts';
import { CONFIRM, createOrder, genuineBody, paymentsOf } from './payments.ts';
import type { Person } from './people.ts';
import { rowsOf } from './rows.ts';
import type { Outputs } from './stack.ts';

/** Pays for a membership, and confirms it before the provider tells of it. */
export async function buy(outputs: Outputs, person: Person): Promise<void> {
  const payments = await paymentsOf(outputs);
  await payments.untold(async () => {
    const { id } = await createOrder(outputs, person);
    await ask(outputs, person, CONFIRM, { input: await payments.pay(id) });
  });
}

/** The provider tells of an order that was paid, and of one that nobody knows. */
export async function hearOfPayments(outputs: Outputs, person: Person): Promise<void> {
  const { keys, tell } = await paymentsOf(outputs);
  const unknown = { id: `order_${randomUUID()}`, amountMinor: 1 };
  for (const order of [await createOrder(outputs, person), unknown]) {
    const { status } = await tell(genuineBody(keys, order));
    if (status !== 200) throw new Error(`The webhook answered ${status}.`);
  }
}

/** The provider is asked about an order that nobody pays, and about one that was told of before it was known. */
export async function reconcile(outputs: Outputs, person: Person): Promise<void> {
  const payments = await paymentsOf(outputs);
  const rows = await rowsOf(outputs);
  const [{ id: unpaid }, early] = [await createOrder(outputs, person), await createOrder(outputs, person)];
  const { id, amountMinor, currency } = early;
  const payment = { id: 'pay_early', amountMinor, currency };
  await rows.put('Accounts', {
    ...{ userId: `ORDER#razorpay#${id}`, record: 'EVENT#razorpay#early', eventId: 'early' },
    ...{ type: 'payment.captured', facts: [{ kind: 'CAPTURED', payment }] },
  });
  for (const due of [unpaid, id])
    await rows.set('Accounts', { userId: person.sub, record: `ORDER#${due}` }, { checkAt: Date.now() });
  try {
    await payments.reconcile();
    const order = await rows.get('Accounts', { userId: person.sub, record: `ORDER#${id}` });
    if (order?.['status'] !== 'PAID') throw new Error('The order was not made up for.');
  } finally {
    rows.close();
  }
}
