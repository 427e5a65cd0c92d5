import { html, type Html } from '../pages/html.ts';
import type { ShownAccount } from './page.ts';

/** Where a provider's events go, and the switches: of the webhook, and of each event. */
export function webhookCard({ provider, title, account: { webhook }, events }: ShownAccount): Html {
  if (!webhook) return html`<p class="quiet">${title} has no webhook.</p>`;
  const isTold = (event: string) => webhook.events === undefined || webhook.events.includes(event);
  const path = `/sandbox/webhooks/${provider}`;
  return html`<article aria-labelledby="webhook-${provider}">
    <h3 id="webhook-${provider}">${title}</h3>
    <p><code>${webhook.url}</code></p>
    <p class="actions">${toggle(path, 'enabled', 'Tell it of what happens', webhook.enabled)}</p>
    <details>
      <summary>Events</summary>
      <form data-events="${path}">
        <fieldset>
          <legend class="unseen">Events it is told of</legend>
          ${events.map((event) => html`<label>${checkbox('event', event, isTold(event))} ${event}</label>`)}
        </fieldset>
      </form>
    </details>
  </article>`;
}

export const toggle = (path: string, name: string, label: string, on: boolean) =>
  html`<label
    ><input type="checkbox" data-patch="${path}" name="${name}" ${on && html`checked`} /> ${label}</label
  >`;

const checkbox = (name: string, value: string, on: boolean) =>
  html`<input type="checkbox" name="${name}" value="${value}" ${on && html`checked`} />`;
