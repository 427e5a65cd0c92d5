import type { Shop } from './payment-shop.ts';
import { createOrder } from './payments.ts';
import { newPerson, type Person } from './people.ts';
import type { Row } from './rows.ts';
import { readKeys, sdkOf } from './stripe.ts';

/**
 * Somebody has paid at Stripe, on a stack whose new orders are another provider's, and got a little of it back: an operator
 * puts the order's rows where they are.
 */
export async function boughtAtStripe({ outputs, sandbox, rows }: Shop): Promise<{
  readonly person: Person;
  readonly paid: { readonly orderId: string; readonly paymentId: string };
}> {
  const person = await newPerson(outputs);
  const { id } = await createOrder(outputs, person);
  const stripe = sdkOf(outputs, await readKeys(outputs));
  const session = await stripe.checkout.sessions.create({
    ...{ mode: 'payment', client_reference_id: id, payment_intent_data: { metadata: { receipt: id } } },
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'inr', unit_amount: 49_900, product_data: { name: 'Monthly' } },
      },
    ],
    success_url: outputs.custom.playhead.webUrl,
  });
  await becomesStripes({ rows }, person.sub, id, session.id);

  await fetch(session.url!, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ outcome: 'success' }) },
  });
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  const paymentId = String(payment_intent);
  const { latest_charge } = await stripe.paymentIntents.retrieve(paymentId);
  await sandbox('POST', `stripe/charges/${String(latest_charge)}/refund`, { amount: 100 });
  return { person, paid: { orderId: session.id, paymentId } };
}

async function becomesStripes({ rows }: Pick<Shop, 'rows'>, userId: string, receipt: string, id: string) {
  const key = { userId, record: `ORDER#${receipt}` };
  const owner = { userId: `ORDER#razorpay#${receipt}`, record: 'OWNER' };
  const [order, whose] = (await Promise.all([rows.get('Accounts', key), rows.get('Accounts', owner)])) as [
    Row,
    Row,
  ];
  await rows.put(
    'Accounts',
    { ...order, record: `ORDER#${id}`, id, reference: receipt, provider: 'stripe' },
    { ...whose, userId: `ORDER#stripe#${receipt}`, orderId: id },
  );
  await Promise.all([key, owner].map((row) => rows.remove('Accounts', row)));
}
