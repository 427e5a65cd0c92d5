import { newId } from '../ids.ts';
import { shownSession, type Books, type KeptSession } from './books.ts';
import type { LineItem } from './entities.ts';
import { refusal } from './errors.ts';
import type { Reader } from './reader.ts';

const SHORTEST_SECONDS = 30 * 60;
const LONGEST_SECONDS = 24 * 3600;
const SMALLEST_TOTAL = 50;
const LARGEST_TOTAL = 99_999_999;

/** @param origin where people find this server's pages */
export function createSession(books: Books, input: Reader, origin: string): KeptSession {
  input.only(
    ...[
      'mode',
      'line_items',
      'success_url',
      'cancel_url',
      'client_reference_id',
      'customer_email',
      'metadata',
    ],
    ...['payment_intent_data', 'adaptive_pricing', 'expires_at', 'expand'],
  );
  if (input.required('mode', input.text('mode')) !== 'payment')
    throw refusal('Invalid mode: must be payment here', { param: 'mode' });
  const items = input.list('line_items').map(itemIn);
  const total = totalOf(items);
  const id = newId('cs_test_a1', 56);
  const { currency } = items[0]!;
  return books.put('session', {
    ...{ id, object: 'checkout.session', created: books.now(), livemode: false, mode: 'payment' },
    adaptive_pricing: { enabled: input.part('adaptive_pricing').only('enabled').boolean('enabled') ?? true },
    ...{ amount_subtotal: total, amount_total: total, currency },
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    success_url: input.required('success_url', input.url('success_url')),
    cancel_url: input.url('cancel_url') ?? null,
    client_reference_id: input.text('client_reference_id', 200) ?? null,
    ...{ customer: null, customer_details: null, customer_email: input.text('customer_email', 512) ?? null },
    ...{ metadata: input.metadata(), expires_at: expiryIn(input, books.now()) },
    ...{ payment_intent: null, payment_method_types: ['card'], payment_status: 'unpaid', status: 'open' },
    url: `${origin}/c/pay/${id}`,
    kept: {
      items,
      intentMetadata: input.part('payment_intent_data').only('metadata').metadata(),
    },
  });
}

/** Nobody pays any more. */
export function expireSession(books: Books, id: string): KeptSession {
  return books.enter(() => {
    const before = books.find('session', id);
    if (before.status !== 'open')
      throw refusal(
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${before.status}.`,
      );
    const session = books.put('session', { ...before, status: 'expired', url: null });
    books.notify('checkout.session.expired', shownSession(session));
    return session;
  });
}

function itemIn(item: Reader): LineItem {
  const { quantity, price } = {
    quantity: item.only('quantity', 'price_data').integer('quantity'),
    price: item.part('price_data').only('currency', 'unit_amount', 'product_data'),
  };
  const product = price.part('product_data').only('name', 'description');
  const currency = price.required('currency', price.text('currency')).toLowerCase();
  const [count, each] = [
    item.required('quantity', quantity),
    price.required('unit_amount', price.integer('unit_amount')),
  ];
  if (!/^[a-z]{3}$/.test(currency)) throw refusal(`Invalid currency: ${currency}`, { param: 'currency' });
  if (count < 1 || each < 0) throw refusal('Invalid line item: quantities and amounts are positive.');
  return {
    ...{ id: newId('li_', 24), object: 'item', currency, quantity: count },
    ...{ amount_subtotal: count * each, amount_total: count * each },
    description: product.required('name', product.text('name')),
  };
}

function totalOf(items: readonly LineItem[]): number {
  if (items.length === 0)
    throw refusal('Missing required param: line_items.', { code: 'parameter_missing', param: 'line_items' });
  if (new Set(items.map(({ currency }) => currency)).size > 1)
    throw refusal('All line items must have the same currency.', { param: 'line_items' });
  const total = items.reduce((sum, { amount_total }) => sum + amount_total, 0);
  if (total < SMALLEST_TOTAL)
    throw refusal(`The Checkout Session's total amount must be at least ${SMALLEST_TOTAL}.`, {
      code: 'amount_too_small',
    });
  if (total > LARGEST_TOTAL)
    throw refusal(`The Checkout Session's total amount must be at most ${LARGEST_TOTAL}.`, {
      code: 'amount_too_large',
    });
  return total;
}

function expiryIn(input: Reader, now: number): number {
  const asked = input.integer('expires_at') ?? now + LONGEST_SECONDS;
  if (asked < now + SHORTEST_SECONDS || asked > now + LONGEST_SECONDS)
    throw refusal(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  return asked;
}
