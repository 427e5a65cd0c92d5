import { html, type Html } from '../../pages/html.ts';
import { money } from '../../pages/money.ts';
import type { KeptSession } from '../books.ts';

/** @param problem why the last attempt failed */
export function checkoutPage(session: KeptSession, problem: string | undefined): Html {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Checkout</title>
      <link rel="stylesheet" href="/sandbox/style.css" />
    </head>
    <body class="checkout">
      <header>
        <h1>Checkout</h1>
        ${
          session.status === 'open' &&
          session.cancel_url !== null &&
          html`<a href="${session.cancel_url}">Back</a>`
        }
      </header>
      <main>
        ${session.status === 'open' ? choices(session) : html`<p class="amount">${END[session.status]}</p>`}
        <p role="alert">${problem}</p>
      </main>
      <footer>A sandbox on this machine. No money moves.</footer>
    </body>
  </html>`;
}

const END = {
  complete: 'This has been paid already.',
  expired: 'This checkout has expired.',
} as const;

const choices = ({ id, amount_total, currency, kept }: KeptSession) =>
  html`<p class="amount">${money(amount_total, currency)}</p>
    <dl>
      ${kept.items.map(
        ({ description, quantity, amount_total: amount }) =>
          html`<dt>${description}${quantity > 1 && ` × ${quantity}`}</dt>
            <dd>${money(amount, currency)}</dd>`,
      )}
    </dl>
    <form class="choices" method="post" action="/c/pay/${id}">
      <button class="primary" name="outcome" value="success">Pay ${money(amount_total, currency)}</button>
      <button name="outcome" value="failure">Fail</button>
    </form>`;
