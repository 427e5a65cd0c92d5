import type { Action, ShownOrder, ShownPayment } from '../dashboard/order.ts';
import type { Books } from './books.ts';
import { storiesOf, type SessionStory } from './control.ts';
import { isOpen } from './disputes.ts';

type ChargeStory = SessionStory['charges'][number];

const ROOT = '/sandbox/stripe';

/** The newest checkout sessions, for the dashboard. */
export const shownOrders = (books: Books): ShownOrder[] =>
  storiesOf(books).map(({ id, amount_total, currency, client_reference_id, status, created, charges }) => ({
    ...{ id, amount: amount_total, currency, receipt: client_reference_id, status, createdAt: created },
    actions: status === 'open' ? [{ label: 'Expire', path: `${ROOT}/sessions/${id}/expire`, id }] : [],
    payments: charges.map(shownCharge),
  }));

function shownCharge(charge: ChargeStory): ShownPayment {
  const { id, amount, amount_refunded, currency, refunded, status, disputes } = charge;
  return {
    ...{ id, amount, amountRefunded: amount_refunded, currency, disputes },
    ...{ status: refunded ? 'refunded' : status, actions: actionsOf(charge) },
    ...(isRefundable(charge) && { refundPath: `${ROOT}/charges/${id}/refund` }),
  };
}

const isRefundable = ({ paid, refunded, disputes }: ChargeStory) =>
  paid && !refunded && disputes.every(({ status }) => status === 'won');

function actionsOf(charge: ChargeStory): Action[] {
  const { id, paid, disputed, disputes } = charge;
  const action = (path: string, label: string) => ({ label, path: `${ROOT}/${path}`, id });
  const open = disputes.find(isOpen);
  return [
    ...(isRefundable(charge) ? [action(`charges/${id}/refund`, 'Refund')] : []),
    ...(paid && !disputed ? [action(`charges/${id}/dispute`, 'Open a dispute')] : []),
    ...(open?.status === 'needs_response' ? [action(`disputes/${open.id}/contest`, 'Contest')] : []),
    ...(open
      ? [
          action(`disputes/${open.id}/win`, 'Win the dispute'),
          action(`disputes/${open.id}/lose`, 'Lose the dispute'),
        ]
      : []),
  ];
}
