import { randomBytes } from 'node:crypto';
import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ensureSecret } from '../ensure-secret.ts';

/** What the payment functions read: an account with each provider, of which the sandbox knows the other side. */
export interface PaymentKeys {
  readonly razorpay: {
    readonly accountId: string;
    readonly keyId: string;
    readonly keySecret: string;
    readonly webhookSecret: string;
  };
  readonly stripe: {
    readonly publishableKey: string;
    readonly secretKey: string;
    readonly webhookSecret: string;
  };
}

/**
 * Makes the keys once: what was signed with them stays valid over restarts. A provider that came later is added to what
 * is there.
 */
export async function ensurePaymentKeys(client: SecretsManagerClient, name: string): Promise<PaymentKeys> {
  const description = 'Keys of the payment providers.';
  const made = makeKeys();
  const text = await ensureSecret(client, name, description, () => JSON.stringify(made));
  const known = JSON.parse(text) as Partial<PaymentKeys>;
  const keys = { ...made, ...known };
  if (Object.keys(keys).length > Object.keys(known).length)
    await client.send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(keys) }));
  return keys;
}

/** Opens the accounts at the sandbox, with the webhooks that are told of payments. The switches stay as they were. */
export async function registerAccounts(
  sandboxUrl: string,
  { razorpay, stripe }: PaymentKeys,
  webhookUrl: string,
): Promise<void> {
  const webhook = (path: string, secret: string) => ({ url: `${webhookUrl}${path}`, secret });
  const accounts = {
    razorpay: {
      ...{ id: razorpay.accountId, keyId: razorpay.keyId, keySecret: razorpay.keySecret },
      webhook: webhook('razorpay', razorpay.webhookSecret),
    },
    stripe: {
      ...{ keyId: stripe.publishableKey, keySecret: stripe.secretKey },
      webhook: webhook('stripe', stripe.webhookSecret),
    },
  };
  const response = await fetch(`${sandboxUrl}/sandbox/account`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(accounts),
  });
  if (!response.ok) throw new Error(`The payment sandbox refused the accounts: ${await response.text()}`);
}

function makeKeys(): PaymentKeys {
  const random = () => randomBytes(18).toString('base64url');
  return {
    razorpay: {
      accountId: `acc_${randomBytes(7).toString('hex')}`,
      keyId: `rzp_test_${randomBytes(7).toString('hex')}`,
      keySecret: random(),
      webhookSecret: random(),
    },
    stripe: {
      publishableKey: `pk_test_${randomBytes(12).toString('hex')}`,
      secretKey: `sk_test_${randomBytes(24).toString('hex')}`,
      webhookSecret: `whsec_${randomBytes(24).toString('hex')}`,
    },
  };
}
