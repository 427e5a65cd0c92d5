import type { Action, ShownOrder, ShownPayment } from '../dashboard/order.ts';
import type { Books } from './books.ts';
import { storiesOf, type OrderStory } from './control.ts';
import { isOpen } from './disputes.ts';

type PaymentStory = OrderStory['payments'][number];

/** The newest orders, for the dashboard. */
export const shownOrders = (books: Books): ShownOrder[] =>
  storiesOf(books).map(({ id, amount, currency, receipt, status, created_at, payments }) => ({
    ...{ id, amount, currency, receipt, status, createdAt: created_at },
    ...{ actions: [], payments: payments.map(shownPayment) },
  }));

function shownPayment(payment: PaymentStory): ShownPayment {
  const { id, amount, amount_refunded, currency, status, disputes } = payment;
  return {
    ...{ id, amount, amountRefunded: amount_refunded, currency, status, disputes },
    actions: actionsOf(payment),
    ...(status === 'captured' && { refundPath: `${PAYMENTS}/${id}/refund` }),
  };
}

const PAYMENTS = '/sandbox/razorpay/payments';
const DISPUTES = '/sandbox/razorpay/disputes';

function actionsOf({ id, status, captured, disputes }: PaymentStory): Action[] {
  const action = (path: string, label: string) => ({ label, path, id });
  const open = disputes.find(isOpen);
  return [
    ...(status === 'authorized' ? [action(`${PAYMENTS}/${id}/capture`, 'Capture')] : []),
    ...(status === 'captured' ? [action(`${PAYMENTS}/${id}/refund`, 'Refund')] : []),
    ...(captured && !open ? [action(`${PAYMENTS}/${id}/dispute`, 'Open a dispute')] : []),
    ...(open?.status === 'open' ? [action(`${DISPUTES}/${open.id}/under_review`, 'Contest')] : []),
    ...(open
      ? [
          action(`${DISPUTES}/${open.id}/win`, 'Win the dispute'),
          action(`${DISPUTES}/${open.id}/lose`, 'Lose the dispute'),
        ]
      : []),
  ];
}
