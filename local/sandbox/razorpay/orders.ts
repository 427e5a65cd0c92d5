import { newId } from '../ids.ts';
import { isRecord } from '../http/exchange.ts';
import { shownOrder, type Books, type KeptOrder } from './books.ts';
import type { Order } from './entities.ts';
import { badRequest } from './errors.ts';
import { allowFields, currencyIn, notesIn, orderAmountIn, receiptIn } from './input.ts';

type Input = Readonly<Record<string, unknown>>;

const FIELDS = ['amount', 'currency', 'receipt', 'notes', 'payment_capture', 'payment', 'partial_payment'];

export function createOrder(books: Books, input: Input): Order {
  const amount = orderAmountIn(input);
  const currency = currencyIn(input);
  allowFields(input, FIELDS);
  if (input['partial_payment'] === true)
    throw badRequest('partial_payment is/are not required and should not be sent', {
      reason: 'extra_field_sent',
    });
  const order: KeptOrder = {
    ...{ id: newId('order_'), entity: 'order', amount, amount_paid: 0, amount_due: amount, currency },
    ...{ receipt: receiptIn(input), offer_id: null, status: 'created', attempts: 0 },
    ...{ notes: notesIn(input), created_at: books.now(), capture: captureIn(input) },
  };
  return shownOrder(books.put('order', order));
}

/** The only thing of an order that can be changed. */
export function editOrder(books: Books, id: string, input: Input): Order {
  allowFields(input, ['notes']);
  return books.enter(() =>
    shownOrder(books.put('order', { ...books.find('order', id), notes: notesIn(input) })),
  );
}

/** As most accounts are set, and unless the order says otherwise, payments are captured by themselves. */
function captureIn({ payment_capture: flag, payment }: Input): KeptOrder['capture'] {
  const isManual = flag === 0 || flag === '0' || flag === false;
  return isManual || (isRecord(payment) && payment['capture'] === 'manual') ? 'manual' : 'automatic';
}
