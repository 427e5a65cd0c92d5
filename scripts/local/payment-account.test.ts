import { expect, it } from 'vitest';
import { startSandbox } from '../../local/sandbox/testing.ts';
import { secretsForTests } from '../testing.ts';
import { ensurePaymentKeys, registerAccount } from './payment-account.ts';

it('makes keys once, and none is like another', async () => {
  const { client, stop } = await secretsForTests();
  const keys = await ensurePaymentKeys(client, 'some/payments');
  expect(await ensurePaymentKeys(client, 'some/payments')).toEqual(keys);
  const { keyId, keySecret, webhookSecret } = keys.razorpay;
  expect(keyId).toMatch(/^rzp_test_\w+$/);
  expect(keySecret).not.toBe(webhookSecret);
  expect(await ensurePaymentKeys(client, 'other/payments')).not.toEqual(keys);
  await stop();
});

it('opens the account at the sandbox, and leaves its switches alone', async () => {
  const sandbox = await startSandbox();
  const keys = {
    razorpay: { accountId: 'acc_1', keyId: 'rzp_test_1', keySecret: 'hush', webhookSecret: 'hush-too' },
  };
  const register = () => registerAccount(sandbox.url, keys, 'http://abc.localhost:1/');
  await register();
  await sandbox.call('PATCH', '/sandbox/webhooks/razorpay', { enabled: false });
  await register();
  expect(await sandbox.call('GET', '/sandbox/account')).toEqual({
    razorpay: {
      ...{ id: 'acc_1', keyId: 'rzp_test_1' },
      webhook: { url: 'http://abc.localhost:1/razorpay', enabled: false },
    },
  });
  await expect(registerAccount(sandbox.url, keys, 'https://example.com/')).rejects.toThrow('this machine');
  await sandbox.stop();
});
