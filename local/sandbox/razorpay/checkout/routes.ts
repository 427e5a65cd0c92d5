import { join } from 'node:path';
import { isRecord, readJson, type Exchange } from '../../http/exchange.ts';
import { HttpError } from '../../http/http-error.ts';
import { createRouter, type Router } from '../../http/routes.ts';
import { page, script } from '../../pages/assets.ts';
import { shownOrder, type Books } from '../books.ts';
import type { Order, Payment } from '../entities.ts';
import { badRequest } from '../errors.ts';
import { pay } from '../payments.ts';
import { paymentSignature } from '../signature.ts';
import { checkoutPage, type CheckoutOptions } from './page.ts';

const source = (name: string) => join(import.meta.dirname, name);
/** Merchants of this machine. */
const ANCESTORS = 'http://localhost:* http://127.0.0.1:*';

/** What the person's browser asks for: the script, the page in the frame, and the payment itself. */
export function createCheckout(books: Books): Router {
  return createRouter({
    'GET /v1/checkout.js': () => script(source('script.ts')),
    'GET /v1/checkout/frame.js': () => script(source('frame.ts')),
    'GET /v1/checkout/embedded': (exchange) => {
      const options = optionsOf(exchange);
      return page(checkoutPage(options, orderToPay(books, options)), ANCESTORS);
    },
    'POST /sandbox/razorpay/checkout': async (exchange) => {
      const { key_id, order_id, outcome, ...person } = await readJson(exchange);
      const account = books.account();
      if (!account || account.keyId !== key_id) throw badRequest('The api key provided is invalid');
      if (outcome !== 'success' && outcome !== 'failure')
        throw badRequest('The outcome is success or failure.', { field: 'outcome' });
      const payment = pay(books, String(order_id), { outcome, ...textsOf(person) });
      if (payment.status === 'failed') throw failureOf(payment);
      return {
        json: {
          razorpay_payment_id: payment.id,
          razorpay_order_id: payment.order_id,
          razorpay_signature: paymentSignature(payment.order_id, payment.id, account.keySecret),
        },
      };
    },
  });
}

function optionsOf({ query }: Exchange): CheckoutOptions {
  const { origin = '', key_id = '', order_id = '', color = '', ...rest } = Object.fromEntries(query);
  if (!URL.canParse(origin) || new URL(origin).origin !== origin)
    throw new HttpError(400, 'The origin of the page that shows this one is missing.');
  const isColor = /^#[0-9a-f]{3,8}$/i.test(color);
  return { ...textsOf(rest), key_id, order_id, origin, ...(isColor && { color }) };
}

function orderToPay(books: Books, { key_id, order_id }: CheckoutOptions): Order | string {
  if (books.account()?.keyId !== key_id) return 'The api key provided is invalid.';
  const order = books.look('order', order_id);
  if (!order) return 'There is no such order.';
  return order.status === 'paid' ? 'This order is paid already.' : shownOrder(order);
}

/** What a person, or a merchant's page, says beside what matters. */
function textsOf(
  input: unknown,
): Partial<Pick<CheckoutOptions, 'name' | 'description' | 'email' | 'contact'>> {
  const given = isRecord(input) ? input : {};
  const names = ['name', 'description', 'email', 'contact'];
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) => names.includes(name) && typeof value === 'string'),
  );
}

/** In the words in which the checkout tells the merchant's page. */
function failureOf(payment: Payment): HttpError {
  const { error_code: code, error_description: description, error_source: source } = payment;
  const metadata = { payment_id: payment.id, order_id: payment.order_id };
  const error = {
    code,
    description,
    source,
    step: payment.error_step,
    reason: payment.error_reason,
    metadata,
  };
  return new HttpError(400, String(description), { json: { error } });
}
