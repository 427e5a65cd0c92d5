import { randomBytes } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ensureSecret } from '../ensure-secret.ts';

/** What the payment functions read: an account with the provider, of which the sandbox knows the other side. */
export interface PaymentKeys {
  readonly razorpay: {
    readonly accountId: string;
    readonly keyId: string;
    readonly keySecret: string;
    readonly webhookSecret: string;
  };
}

/** Makes the keys once: what was signed with them stays valid over restarts. */
export async function ensurePaymentKeys(client: SecretsManagerClient, name: string): Promise<PaymentKeys> {
  const description = 'Keys of the payment providers.';
  return JSON.parse(await ensureSecret(client, name, description, makeKeys)) as PaymentKeys;
}

/** Opens the account at the sandbox, with the webhook that is told of payments. The switches stay as they were. */
export async function registerAccount(
  sandboxUrl: string,
  { razorpay }: PaymentKeys,
  webhookUrl: string,
): Promise<void> {
  const { accountId: id, keyId, keySecret, webhookSecret: secret } = razorpay;
  const account = { id, keyId, keySecret, webhook: { url: `${webhookUrl}razorpay`, secret } };
  const response = await fetch(`${sandboxUrl}/sandbox/account`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ razorpay: account }),
  });
  if (!response.ok) throw new Error(`The payment sandbox refused the account: ${await response.text()}`);
}

function makeKeys(): string {
  const random = () => randomBytes(18).toString('base64url');
  const keys: PaymentKeys = {
    razorpay: {
      accountId: `acc_${randomBytes(7).toString('hex')}`,
      keyId: `rzp_test_${randomBytes(7).toString('hex')}`,
      keySecret: random(),
      webhookSecret: random(),
    },
  };
  return JSON.stringify(keys);
}
