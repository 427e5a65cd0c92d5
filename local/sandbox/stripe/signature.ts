import { createHmac } from 'node:crypto';
import type { Accounts } from '../accounts.ts';
import type { Delivery } from '../deliveries/delivery.ts';

/** The header that proves when a webhook's body was sent, and that it was from here: made anew whenever it is sent. */
export function stripeSignature(
  { provider, body }: Delivery,
  accounts: Accounts,
  now: number,
): Readonly<Record<string, string>> {
  const webhook = provider === 'stripe' ? accounts.find(provider)?.webhook : undefined;
  return webhook ? { 'stripe-signature': webhookSignature(body, webhook.secret, now) } : {};
}

/** What is sent in test mode has a `v0` beside it, which proves nothing. */
function webhookSignature(body: string, secret: string, at: number): string {
  const signed = (key: string) => createHmac('sha256', key).update(`${at}.${body}`).digest('hex');
  return `t=${at},v1=${signed(secret)},v0=${signed('')}`;
}
