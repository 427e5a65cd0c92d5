import { html, type Html } from '../pages/html.ts';
import { fractionDigits, money } from '../pages/money.ts';
import type { OrderStory } from '../razorpay/control.ts';
import { isOpen } from '../razorpay/disputes.ts';
import type { Dispute } from '../razorpay/entities.ts';

type PaymentStory = OrderStory['payments'][number];

export const when = (seconds: number): Html => {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
};

const badge = (status: string) => html`<span class="badge ${status}">${status.replace('_', ' ')}</span>`;

export const orderCard = ({
  id,
  amount,
  currency,
  receipt,
  status,
  created_at,
  payments,
}: OrderStory): Html =>
  html`<article aria-labelledby="${id}">
    <h3 id="${id}">${money(amount, currency)} ${badge(status)}</h3>
    <p class="quiet">
      <code>${id}</code>${receipt !== null && html` · receipt <code>${receipt}</code>`} · ${when(created_at)}
    </p>
    ${
      payments.length > 0 &&
      html`<ul>
        ${payments.map(paymentItem)}
      </ul>`
    }
  </article>`;

function paymentItem(payment: PaymentStory): Html {
  const { id, amount, currency, status, amount_refunded, disputes } = payment;
  return html`<li>
    <p>
      <code>${id}</code> ${badge(status)}
      ${amount_refunded > 0 && html`<span>${money(amount_refunded, currency)} of ${money(amount, currency)} refunded</span>`}
    </p>
    ${disputes.map(disputeLine)}
    <div class="actions">${actionsOf(payment)}</div>
  </li>`;
}

const disputeLine = ({ id, status, amount, currency }: Dispute) =>
  html`<p>Dispute <code>${id}</code> ${badge(status)} ${money(amount, currency)}</p>`;

/** What can be done now. */
function actionsOf(payment: PaymentStory): Html[] {
  const { id, status, captured, disputes } = payment;
  const post = (path: string, label: string) =>
    html`<button type="button" data-post="/sandbox/razorpay/${path}" aria-label="${label}: ${id}">
      ${label}
    </button>`;
  const open = disputes.find(isOpen);
  return [
    ...(status === 'authorized' ? [post(`payments/${id}/capture`, 'Capture')] : []),
    ...(status === 'captured' ? [post(`payments/${id}/refund`, 'Refund'), partForm(payment)] : []),
    ...(captured && !open ? [post(`payments/${id}/dispute`, 'Open a dispute')] : []),
    ...(open
      ? [
          ...(open.status === 'open' ? [post(`disputes/${open.id}/under_review`, 'Contest')] : []),
          post(`disputes/${open.id}/win`, 'Win the dispute'),
          post(`disputes/${open.id}/lose`, 'Lose the dispute'),
        ]
      : []),
  ];
}

/** A refund of a part: the amount as people write it. */
function partForm({ id, amount, amount_refunded, currency }: PaymentStory): Html {
  const unit = 10 ** fractionDigits(currency);
  return html`<form data-post="/sandbox/razorpay/payments/${id}/refund" data-unit="${unit}">
    <label
      >Part in ${currency}
      <input
        name="amount"
        type="number"
        required
        min="${1 / unit}"
        max="${(amount - amount_refunded) / unit}"
        step="${1 / unit}"
    /></label>
    <button aria-label="Refund a part: ${id}">Refund a part</button>
  </form>`;
}
