import { html, type Html } from '../../pages/html.ts';
import { money } from '../../pages/money.ts';
import type { Order } from '../entities.ts';

/** What the merchant's page says about the payment; texts of somebody else's. */
export interface CheckoutOptions {
  readonly key_id: string;
  readonly order_id: string;
  /** Of the merchant's page: it alone is told. */
  readonly origin: string;
  readonly name?: string;
  readonly description?: string;
  readonly email?: string;
  readonly contact?: string;
  readonly color?: string;
}

/**
 * Its buttons wait for the script: nothing that a person does is lost.
 *
 * @param found the order, or why it cannot be paid
 */
export function checkoutPage(options: CheckoutOptions, found: Order | string): Html {
  const { key_id, order_id, origin, name = 'Payment', description, email, contact, color } = options;
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${name}</title>
      <link rel="stylesheet" href="/sandbox/style.css" />
      <script type="module" src="/v1/checkout/frame.js"></script>
    </head>
    <body
      class="checkout"
      data-key-id="${key_id}"
      data-order-id="${order_id}"
      data-origin="${origin}"
      data-color="${color}"
      data-description="${description}"
      data-email="${email}"
      data-contact="${contact}"
    >
      <header>
        <div>
          <h1>${name}</h1>
          ${description !== undefined && html`<p>${description}</p>`}
        </div>
        <button type="button" class="close" aria-label="Close" disabled>×</button>
      </header>
      <main>
        ${typeof found === 'string' ? html`<p class="amount">${found}</p>` : choices(found)}
        <p role="alert"></p>
      </main>
      <footer>A sandbox on this machine. No money moves.</footer>
    </body>
  </html>`;
}

const choices = ({ id, amount, currency, receipt }: Order) =>
  html`<p class="amount">${money(amount, currency)}</p>
    <dl>
      <dt>Order</dt>
      <dd>${id}</dd>
      ${
        receipt !== null &&
        html`<dt>Receipt</dt>
          <dd>${receipt}</dd>`
      }
    </dl>
    <div class="choices">
      <button type="button" class="primary" data-outcome="success" disabled>
        Pay ${money(amount, currency)}
      </button>
      <button type="button" data-outcome="failure" disabled>Fail</button>
    </div>`;
