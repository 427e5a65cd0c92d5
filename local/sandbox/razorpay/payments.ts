import { newId } from '../ids.ts';
import { shownOrder, type Books, type KeptOrder } from './books.ts';
import type { Failure, Payment } from './entities.ts';
import { badRequest } from './errors.ts';
import { amountIn, currencyIn } from './input.ts';

/** What the person at the checkout does. */
export interface Attempt {
  readonly outcome: 'success' | 'failure';
  readonly description?: string;
  readonly email?: string;
  readonly contact?: string;
}

const FAILURE: Failure = {
  error_code: 'BAD_REQUEST_ERROR',
  error_description: 'Your payment has been declined by the bank. Try again, or use another method.',
  error_source: 'bank',
  error_step: 'payment_authorization',
  error_reason: 'payment_declined',
};
const NO_FAILURE = {
  ...{ error_code: null, error_description: null, error_source: null },
  ...{ error_step: null, error_reason: null },
} as const;

/** Two in a hundred, and the tax on them. */
const FEE_SHARE = 0.02;
const TAX_SHARE = 0.18;

/** A person pays, or fails to. Money that is authorized is captured at once unless the order says otherwise. */
export function pay(books: Books, orderId: string, attempt: Attempt): Payment {
  return books.enter(() => {
    const order = books.find('order', orderId);
    if (order.status === 'paid')
      throw badRequest('Payment already done for this order.', { reason: 'order_already_paid' });
    const failed = attempt.outcome === 'failure';
    const payment = newPayment(books, order, attempt);
    books.put('payment', payment, order.id);
    books.put('order', { ...order, status: 'attempted', attempts: order.attempts + 1 });
    books.notify(failed ? 'payment.failed' : 'payment.authorized', { payment });
    return failed || order.capture === 'manual' ? payment : settle(books, payment);
  });
}

/** The merchant takes the money that was authorized. */
export function capture(books: Books, id: string, input: Readonly<Record<string, unknown>>): Payment {
  const amount = amountIn(input);
  const currency = input['currency'] === undefined ? undefined : currencyIn(input);
  return books.enter(() => {
    const payment = books.find('payment', id);
    if (payment.captured) throw badRequest('This payment has already been captured');
    if (payment.status !== 'authorized')
      throw badRequest('Only payments which have been authorized and not yet captured can be captured');
    if (amount !== payment.amount)
      throw badRequest('Capture amount must be equal to the amount authorized', { field: 'amount' });
    if (currency !== undefined && currency !== payment.currency)
      throw badRequest('The currency is not that of the payment', { field: 'currency' });
    if (books.find('order', payment.order_id).status === 'paid')
      throw badRequest('Payment already done for this order.', { reason: 'order_already_paid' });
    return settle(books, payment);
  });
}

function settle(books: Books, authorized: Payment): Payment {
  const charge = Math.round(authorized.amount * FEE_SHARE);
  const tax = Math.round(charge * TAX_SHARE);
  const money = { status: 'captured', captured: true, fee: charge + tax, tax } as const;
  const payment = books.put('payment', { ...authorized, ...money });
  const before = books.find('order', payment.order_id);
  const paid = { status: 'paid', amount_paid: before.amount, amount_due: 0 } as const;
  const order = shownOrder(books.put('order', { ...before, ...paid }));
  // One payment, two events: each has an id of its own.
  books.notify('payment.captured', { payment });
  books.notify('order.paid', { payment, order });
  return payment;
}

function newPayment(books: Books, order: KeptOrder, attempt: Attempt): Payment {
  const { outcome, description, email, contact } = attempt;
  const { amount, currency, notes } = order;
  const failed = outcome === 'failure';
  return {
    ...{ id: newId('pay_'), entity: 'payment', amount, currency, base_amount: amount },
    ...{ status: failed ? 'failed' : 'authorized', order_id: order.id, invoice_id: null },
    ...{ international: currency !== 'INR', method: 'upi', amount_refunded: 0, amount_transferred: 0 },
    ...{ refund_status: null, captured: false, description: description ?? null },
    ...{ card_id: null, bank: null, wallet: null, vpa: `${outcome}@razorpay` },
    ...{ email: email ?? 'void@razorpay.com', contact: contact ?? '+919999999999' },
    ...{ notes, fee: null, tax: null },
    ...(failed ? FAILURE : NO_FAILURE),
    ...{ acquirer_data: { rrn: failed ? null : newDigits() }, created_at: books.now() },
  };
}

/** A bank's number for a transfer. */
const newDigits = () => String(Math.floor(Math.random() * 1e12)).padStart(12, '0');
