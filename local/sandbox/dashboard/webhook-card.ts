import type { Webhook } from '../accounts.ts';
import { html, type Html } from '../pages/html.ts';

/** Where events go, and the switches: of the webhook, of each event, and of all that is on its way. */
export function webhookCard(webhook: Webhook | undefined, paused: boolean, events: readonly string[]): Html {
  if (!webhook) return html`<p class="quiet">No webhook is registered.</p>`;
  const isTold = (event: string) => webhook.events === undefined || webhook.events.includes(event);
  return html`<article>
    <p><code>${webhook.url}</code></p>
    <p class="actions">
      ${toggle('/sandbox/webhooks/razorpay', 'enabled', 'Tell it of what happens', webhook.enabled)}
      ${toggle('/sandbox/deliveries', 'paused', 'Hold all deliveries', paused)}
    </p>
    <details>
      <summary>Events</summary>
      <form data-events="/sandbox/webhooks/razorpay">
        <fieldset>
          <legend class="unseen">Events it is told of</legend>
          ${events.map((event) => html`<label>${checkbox('event', event, isTold(event))} ${event}</label>`)}
        </fieldset>
      </form>
    </details>
  </article>`;
}

const toggle = (path: string, name: string, label: string, on: boolean) =>
  html`<label
    ><input type="checkbox" data-patch="${path}" name="${name}" ${on && html`checked`} /> ${label}</label
  >`;

const checkbox = (name: string, value: string, on: boolean) =>
  html`<input type="checkbox" name="${name}" value="${value}" ${on && html`checked`} />`;
