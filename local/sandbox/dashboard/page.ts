import type { Account } from '../accounts.ts';
import type { Delivery } from '../deliveries/delivery.ts';
import { html, type Html } from '../pages/html.ts';
import type { ShownOrder } from './order.ts';
import { orderCard, when } from './order-card.ts';
import { toggle, webhookCard } from './webhook-card.ts';

export interface Dashboard {
  readonly accounts: readonly ShownAccount[];
  readonly paused: boolean;
  readonly deliveries: readonly Delivery[];
  /** The newest first. */
  readonly orders: readonly ShownOrder[];
}

/** An account, and the provider that it is with. */
export interface ShownAccount {
  readonly provider: string;
  readonly title: string;
  readonly account: Account;
  /** What its webhook can be told. */
  readonly events: readonly string[];
}

/** How many deliveries the page shows; the API lists all. */
const SHOWN_DELIVERIES = 50;

export function dashboardPage({ accounts, paused, deliveries, orders }: Dashboard): Html {
  return html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Payment sandbox</title>
      <link rel="stylesheet" href="/sandbox/style.css" />
      <script type="module" src="/sandbox/dashboard.js"></script>
    </head>
    <body>
      <header>
        <div>
          <h1>Payment sandbox</h1>
          <p>
            ${accounts.length > 0 ? accounts.map(({ title, account }) => html`${title} <code>${account.keyId}</code>. `) : 'No account yet.'}
            No money moves.
          </p>
        </div>
        <a href="/">Refresh</a>
      </header>
      <main>
        <p role="alert"></p>
        <section aria-labelledby="orders">
          <h2 id="orders">Orders</h2>
          ${orders.length > 0 ? orders.map(orderCard) : html`<p class="quiet">No order was made yet.</p>`}
        </section>
        <section aria-labelledby="webhooks">
          <h2 id="webhooks">Webhooks</h2>
          ${accounts.length > 0 ? accounts.map(webhookCard) : html`<p class="quiet">No webhook is registered.</p>`}
        </section>
        <section aria-labelledby="deliveries">
          <h2 id="deliveries">Deliveries</h2>
          <p class="switch">${toggle('/sandbox/deliveries', 'paused', 'Hold all deliveries', paused)}</p>
          ${
            deliveries.length > 0
              ? deliveryTable(deliveries.slice(0, SHOWN_DELIVERIES))
              : html`<p class="quiet">Nothing was told yet.</p>`
          }
        </section>
      </main>
    </body>
  </html>`;
}

const deliveryTable = (deliveries: readonly Delivery[]) =>
  html`<div class="wide" tabindex="0" role="region" aria-labelledby="deliveries">
    <table>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Attempts</th>
          <th scope="col">Answer</th>
          <th scope="col">Made</th>
          <th scope="col"><span class="unseen">Send</span></th>
        </tr>
      </thead>
      <tbody>
        ${deliveries.map(deliveryRow)}
      </tbody>
    </table>
  </div>`;

const deliveryRow = ({ id, event, state, attempts, last, created_at }: Delivery) =>
  html`<tr>
    <td>${event}</td>
    <td><span class="badge ${state.toLowerCase()}">${state.toLowerCase()}</span></td>
    <td>${attempts}</td>
    <td>${last?.status ?? last?.problem ?? '–'}</td>
    <td>${when(created_at)}</td>
    <td>
      <button
        type="button"
        data-post="/sandbox/deliveries/${id}/send"
        aria-label="Send ${event} of ${id} again"
      >
        Send again
      </button>
    </td>
  </tr>`;
