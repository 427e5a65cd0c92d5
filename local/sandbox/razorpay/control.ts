import { readJson, type Exchange } from '../http/exchange.ts';
import { HttpError } from '../http/http-error.ts';
import { createRouter, type Router } from '../http/routes.ts';
import { shownOrder, type Books } from './books.ts';
import { DISPUTE_STEPS, moveDispute, openDispute, type DisputeStep } from './disputes.ts';
import type { Dispute, Order, Payment, Refund } from './entities.ts';
import { capture } from './payments.ts';
import { refund } from './refunds.ts';

/** An order with all that happened to it. */
export interface OrderStory extends Order {
  readonly payments: readonly (Payment & {
    readonly refunds: readonly Refund[];
    readonly disputes: readonly Dispute[];
  })[];
}

const MOST_ORDERS = 100;

/** The newest orders, for the dashboard. */
export function storiesOf(books: Books): OrderStory[] {
  return books.list('order', { count: MOST_ORDERS }).map((order) => ({
    ...shownOrder(order),
    payments: books.list('payment', { parent: order.id }).map((payment) => ({
      ...payment,
      refunds: books.list('refund', { parent: payment.id }),
      disputes: books.list('dispute', { parent: payment.id }),
    })),
  }));
}

/** What a merchant does at the dashboard, and a bank does by itself. */
export function createControl(books: Books): Router {
  const captureAll = (id: string) => {
    const { amount, currency } = books.find('payment', id);
    return capture(books, id, { amount, currency });
  };
  const step = (text: string): DisputeStep => {
    if (Object.hasOwn(DISPUTE_STEPS, text)) return text as DisputeStep;
    throw new HttpError(400, `A dispute can ${Object.keys(DISPUTE_STEPS).join(', ')}.`);
  };
  const body = (exchange: Exchange) => readJson(exchange);
  return createRouter({
    'GET /sandbox/razorpay/orders': () => ({ json: storiesOf(books) }),
    'POST /sandbox/razorpay/payments/:id/capture': (_exchange, id) => ({ json: captureAll(id!) }),
    'POST /sandbox/razorpay/payments/:id/refund': async (exchange, id) => ({
      json: refund(books, id!, await body(exchange)),
    }),
    'POST /sandbox/razorpay/payments/:id/dispute': (_exchange, id) => ({ json: openDispute(books, id!) }),
    'POST /sandbox/razorpay/disputes/:id/:step': (_exchange, id, name) => ({
      json: moveDispute(books, id!, step(name!)),
    }),
  });
}
