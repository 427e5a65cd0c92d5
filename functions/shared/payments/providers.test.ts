import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { PAYMENT_PROVIDERS } from '../../../model/payment-order.ts';
import { cachedSecret } from '../cached-secret.ts';
import { answering, NOW } from '../testing.ts';
import { createProviders } from './providers.ts';
import { KEYS, refusal, secretHolding, settingsOf } from './testing.ts';

test('every provider is there by its name', () => {
  const providers = createProviders(settingsOf({}));
  expect(PAYMENT_PROVIDERS.map((name) => providers(name).name)).toEqual(PAYMENT_PROVIDERS);
});

test('a provider without keys takes no event, whatever the others have', async () => {
  const providers = createProviders(settingsOf({ secret: secretHolding({ razorpay: KEYS.razorpay }) }));
  const headers = {
    'content-type': 'application/json',
    ...{ 'x-razorpay-event-id': 'evt_1', 'x-razorpay-signature': '0'.repeat(64) },
    'stripe-signature': `t=1,v1=${'0'.repeat(64)}`,
  };
  const forged = { headers, body: Buffer.from('{}') };
  expect(await refusal(providers('razorpay'), forged)).toBe(400);
  expect(await refusal(providers('stripe'), forged)).toBe(503);
});

test('a thousand forged events cost one look at the secret', async () => {
  let fetched = 0;
  const client = new SecretsManagerClient(
    answering(() => {
      fetched += 1;
      return { status: 200, body: JSON.stringify({ SecretString: JSON.stringify(KEYS) }) };
    }),
  );
  const providers = createProviders(settingsOf({ secret: cachedSecret(client, 'payments', () => NOW) }));
  const forged = (index: number) => ({
    headers: {
      'content-type': 'application/json',
      'x-razorpay-event-id': `evt_${index}`,
      'x-razorpay-signature': index.toString(16).padStart(64, '0'),
    },
    body: Buffer.from(`{"event":"payment.captured","n":${index}}`),
  });
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => refusal(providers('razorpay'), forged(index))),
  );
  expect(new Set(answers)).toEqual(new Set([400]));
  expect(fetched).toBe(1);
});
