import { describe, expect, test } from 'vitest';
import type { CachedSecret } from '../cached-secret.ts';
import { razorpayKeys, stripeKeys } from './keys.ts';
import { ProviderError } from './provider.ts';
import { failureOf, KEYS, secretHolding } from './testing.ts';

const holding = (text: string): CachedSecret => ({ read: async () => text, readAgain: async () => text });

describe('a provider’s keys', () => {
  test('are its part of the secret', async () => {
    const secret = secretHolding(KEYS);
    expect(await razorpayKeys(secret).read()).toEqual(KEYS.razorpay);
    expect(await stripeKeys(secret).readAgain()).toEqual(KEYS.stripe);
  });

  test.each(['keyId', 'keySecret', 'webhookSecret'])('are all there or none: without %s', async (name) => {
    for (const value of [undefined, null, '', '\n', 7, {}]) {
      const secret = secretHolding({ ...KEYS, razorpay: { ...KEYS.razorpay, [name]: value } });
      const { error, logged } = await failureOf(razorpayKeys(secret).read());
      expect(error).toBeInstanceOf(ProviderError);
      expect(logged).toContain(name);
      expect(logged).not.toContain('hush');
      expect(await stripeKeys(secret).read()).toEqual(KEYS.stripe);
    }
  });

  test('that may be left out are left out when they are empty', async () => {
    const more = { accountId: 'acc_1', previousWebhookSecret: '' };
    const secret = secretHolding({ razorpay: { ...KEYS.razorpay, ...more } });
    expect(await razorpayKeys(secret).read()).toEqual({ ...KEYS.razorpay, accountId: 'acc_1' });
  });

  test.each([
    'hush',
    '{"razorpay":{"keySecret":"hush-razorpay"',
    'null',
    '[]',
    '"hush"',
    '{"razorpay":"hush"}',
  ])('are not in %s, and it is not quoted', async (text) => {
    const { error, logged } = await failureOf(razorpayKeys(holding(text)).read());
    expect(error).toBeInstanceOf(ProviderError);
    expect(logged).not.toContain('hush');
  });

  test('cannot be read when the secret cannot', async () => {
    const read = () => Promise.reject(new Error('There is no such secret.'));
    const { error } = await failureOf(razorpayKeys({ read, readAgain: read }).read());
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject({ cause: { message: 'There is no such secret.' } });
  });
});
