import { html, type Html } from '../pages/html.ts';
import { fractionDigits, money } from '../pages/money.ts';
import type { Action, ShownOrder, ShownPayment } from './order.ts';

export const when = (seconds: number): Html => {
  const iso = new Date(seconds * 1000).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
};

const badge = (status: string) => html`<span class="badge ${status}">${status.replaceAll('_', ' ')}</span>`;

export function orderCard(order: ShownOrder): Html {
  const { id, amount, currency, receipt, status, createdAt, actions, payments } = order;
  return html`<article aria-labelledby="${id}">
    <h3 id="${id}">${money(amount, currency)} ${badge(status)}</h3>
    <p class="quiet">
      <code>${id}</code>${receipt !== null && html` · receipt <code>${receipt}</code>`} · ${when(createdAt)}
    </p>
    <div class="actions">${actions.map(button)}</div>
    ${
      payments.length > 0 &&
      html`<ul>
        ${payments.map(paymentItem)}
      </ul>`
    }
  </article>`;
}

function paymentItem(payment: ShownPayment): Html {
  const { id, amount, currency, status, amountRefunded, disputes, actions, refundPath } = payment;
  return html`<li>
    <p>
      <code>${id}</code> ${badge(status)}
      ${amountRefunded > 0 && html`<span>${money(amountRefunded, currency)} of ${money(amount, currency)} refunded</span>`}
    </p>
    ${disputes.map(
      (dispute) =>
        html`<p>
          Dispute <code>${dispute.id}</code> ${badge(dispute.status)} ${money(dispute.amount, currency)}
        </p>`,
    )}
    <div class="actions">
      ${actions.map(button)}${refundPath !== undefined && partForm(payment, refundPath)}
    </div>
  </li>`;
}

const button = ({ label, path, id }: Action) =>
  html`<button type="button" data-post="${path}" aria-label="${label}: ${id}">${label}</button>`;

/** A refund of a part: the amount as people write it. */
function partForm({ id, amount, amountRefunded, currency }: ShownPayment, path: string): Html {
  const unit = 10 ** fractionDigits(currency);
  return html`<form data-post="${path}" data-unit="${unit}">
    <label
      >Part in ${currency.toUpperCase()}
      <input
        name="amount"
        type="number"
        required
        min="${1 / unit}"
        max="${(amount - amountRefunded) / unit}"
        step="${1 / unit}"
    /></label>
    <button aria-label="Refund a part: ${id}">Refund a part</button>
  </form>`;
}
