import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import Stripe from 'stripe';
import type { Delivery } from '../../local/sandbox/deliveries/delivery.ts';
import { awsClientOptions } from './aws.ts';
import { allTold, PAYMENT_SECRET, sandboxOf, send, untold, type Order } from './payments.ts';
import type { Outputs } from './stack.ts';
import { stackOutput } from './tables.ts';

/** Stripe and its webhook, as tests play both. */
export interface StripePayments {
  /** The merchant's SDK, unmodified. */
  readonly sdk: Stripe;
  readonly sandbox: ReturnType<typeof sandboxOf>;
  /** The person at the hosted page; answers with where it leads on. */
  pay(order: Order): Promise<string | null>;
  /** The body with which an order's event is told. */
  eventOf(order: Order, type: string): Promise<string>;
  /** Sends a body to the webhook, under a signature. */
  tell(body: string, signature: string): Promise<number>;
  /** By the webhook's secret of now, some seconds ago. */
  sign(body: string, secondsAgo?: number, secret?: string): string;
  /** See `untold`; afterwards all is told. */
  untold(work: () => Promise<void>): Promise<void>;
}

export interface StripeKeys {
  readonly secretKey: string;
  readonly webhookSecret: string;
}

/** The webhook's secret has just been replaced: what Stripe itself sends is still signed with the one before. */
export async function stripeOf(outputs: Outputs): Promise<StripePayments> {
  const keys = await readKeys(outputs);
  const webhookSecret = 'whsec_the_next';
  await writeKeys(outputs, { ...keys, webhookSecret, previousWebhookSecret: keys.webhookSecret });
  const webhook = new URL(await stackOutput(outputs, 'PaymentWebhookUrl'));
  const sandbox = sandboxOf(outputs);
  const deliveries = async () => (await sandbox('GET', 'deliveries'))['items'] as readonly Delivery[];
  return {
    sandbox,
    sdk: sdkOf(outputs, keys),
    async pay({ checkoutUrl }) {
      const body = new URLSearchParams({ outcome: 'success' });
      const answer = await fetch(checkoutUrl!, { method: 'POST', redirect: 'manual', body });
      return answer.headers.get('location');
    },
    async eventOf({ id }, type) {
      const told = (await deliveries()).find(({ event, body }) => event === type && body.includes(id));
      return told!.body;
    },
    async tell(body, signature) {
      const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
      return (await send(webhook, '/stripe', 'POST', body, headers)).status;
    },
    sign: (payload, secondsAgo = 0, secret = webhookSecret) =>
      Stripe.webhooks.generateTestHeaderString({
        ...{ payload, secret, timestamp: Math.floor(Date.now() / 1000) - secondsAgo },
      }),
    async untold(work) {
      await untold(sandbox, work);
      await allTold(sandbox);
    },
  };
}

/** The merchant's SDK, unmodified. */
export function sdkOf(outputs: Outputs, { secretKey }: StripeKeys): Stripe {
  const { hostname: host, port } = new URL(outputs.custom.playhead.paymentsUrl);
  return new Stripe(secretKey, { host, port, protocol: 'http', telemetry: false });
}

export async function readKeys(outputs: Outputs): Promise<StripeKeys> {
  const secrets = new SecretsManagerClient(awsClientOptions(outputs));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: PAYMENT_SECRET }));
  return (JSON.parse(SecretString!) as { stripe: StripeKeys }).stripe;
}

async function writeKeys(outputs: Outputs, stripe: StripeKeys & { readonly previousWebhookSecret: string }) {
  const secrets = new SecretsManagerClient(awsClientOptions(outputs));
  const SecretString = JSON.stringify({ stripe });
  await secrets.send(new PutSecretValueCommand({ SecretId: PAYMENT_SECRET, SecretString }));
}
