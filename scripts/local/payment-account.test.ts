import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { startSandbox } from '../../local/sandbox/testing.ts';
import { secretsForTests } from '../testing.ts';
import { ensurePaymentKeys, registerAccounts } from './payment-account.ts';

it('makes keys once, and none is like another', async () => {
  const { client, stop } = await secretsForTests();
  const keys = await ensurePaymentKeys(client, 'some/payments');
  expect(await ensurePaymentKeys(client, 'some/payments')).toEqual(keys);
  const { razorpay, stripe } = keys;
  expect(razorpay.keyId).toMatch(/^rzp_test_\w+$/);
  expect(stripe).toEqual({
    publishableKey: expect.stringMatching(/^pk_test_\w+$/),
    secretKey: expect.stringMatching(/^sk_test_\w+$/),
    webhookSecret: expect.stringMatching(/^whsec_\w+$/),
  });
  expect(new Set([razorpay.keySecret, razorpay.webhookSecret, stripe.secretKey]).size).toBe(3);
  expect(await ensurePaymentKeys(client, 'other/payments')).not.toEqual(keys);
  await stop();
});

it('adds the keys of a provider that came later, and leaves the others as they are', async () => {
  const { client, stop } = await secretsForTests();
  const { razorpay } = await ensurePaymentKeys(client, 'some/payments');
  const earlier = JSON.stringify({ razorpay, note: 'kept' });
  await client.send(new PutSecretValueCommand({ SecretId: 'some/payments', SecretString: earlier }));
  const keys = await ensurePaymentKeys(client, 'some/payments');
  expect(keys).toMatchObject({ razorpay, note: 'kept', stripe: { secretKey: expect.any(String) } });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: 'some/payments' }));
  expect(JSON.parse(SecretString!)).toEqual(keys);
  expect(await ensurePaymentKeys(client, 'some/payments')).toEqual(keys);
  await stop();
});

it('opens the accounts at the sandbox, and leaves their switches alone', async () => {
  const sandbox = await startSandbox();
  const keys = {
    razorpay: { accountId: 'acc_1', keyId: 'rzp_test_1', keySecret: 'hush', webhookSecret: 'hush-too' },
    stripe: { publishableKey: 'pk_test_1', secretKey: 'hush', webhookSecret: 'hush-too' },
  };
  const register = () => registerAccounts(sandbox.url, keys, 'http://abc.localhost:1/');
  await register();
  await sandbox.call('PATCH', '/sandbox/webhooks/razorpay', { enabled: false });
  await register();
  expect(await sandbox.call('GET', '/sandbox/account')).toEqual({
    razorpay: {
      ...{ id: 'acc_1', keyId: 'rzp_test_1' },
      webhook: { url: 'http://abc.localhost:1/razorpay', enabled: false },
    },
    stripe: {
      ...{ id: expect.any(String), keyId: 'pk_test_1' },
      webhook: { url: 'http://abc.localhost:1/stripe', enabled: true },
    },
  });
  await expect(registerAccounts(sandbox.url, keys, 'https://example.com/')).rejects.toThrow('this machine');
  await sandbox.stop();
});
