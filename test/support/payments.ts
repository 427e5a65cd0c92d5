import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { vi } from 'vitest';
import type { Delivery } from '../../local/sandbox/deliveries/delivery.ts';
import { awsClientOptions } from './aws.ts';
import { ask } from './graphql.ts';
import type { Person } from './people.ts';
import type { Outputs } from './stack.ts';
import { stackOutput } from './tables.ts';

export interface Keys {
  readonly accountId: string;
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhookSecret: string;
}

export interface Order {
  readonly id: string;
  readonly planId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly provider: string;
  readonly providerKeyId: string;
  readonly checkoutScriptUrl: string | null;
  readonly checkoutUrl: string | null;
  readonly status: string;
}

export interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the checkout answers, for `confirmPayment`. */
export interface Paid {
  readonly orderId: string;
  readonly paymentId: string;
  readonly signature: string;
}

/** The payment provider and its webhook, as tests play both. */
export interface Payments {
  readonly keys: Keys;
  /** A payment at the checkout, as the page has it then. */
  pay(orderId: string): Promise<Paid>;
  /** Sends a body to the webhook, signed unless `headers` say otherwise. */
  tell(body: Buffer | string, sent?: Sent): Promise<{ status: number; body: string }>;
  /** Has orders asked about whose time has come. */
  reconcile(): Promise<void>;
  /** While it runs the provider itself tells nothing; it makes up for that afterwards. */
  untold(work: () => Promise<void>): Promise<void>;
}

const GENUINE = readFileSync(
  new URL('../../functions/shared/payments/razorpay/fixtures/order.paid.json', import.meta.url),
  'utf8',
);

/** An `order.paid` as Razorpay writes it: printed prettily, with all kinds of letters and escapes. */
export const genuineBody = (
  { accountId }: Keys,
  order: Pick<Order, 'id' | 'amountMinor'>,
  paymentId = 'pay_1',
) =>
  GENUINE.replaceAll('acc_BFQ7uQEaa7j2z7', accountId)
    .replaceAll('order_DESlLckIVRkHWj', order.id)
    .replaceAll('pay_DESlfW9H8K9uqM', paymentId)
    .replaceAll(/("amount(?:_paid)?": )100\b/g, `$1${order.amountMinor}`);

export const sign = (body: Buffer | string, secret: string) =>
  createHmac('sha256', secret).update(body).digest('hex');

export const PAYMENT_SECRET = 'playhead/payments';

export type Sandbox = (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

/** The sandbox's own API. */
export const sandboxOf =
  (outputs: Outputs): Sandbox =>
  async (method, path, body) => {
    const response = await fetch(`${outputs.custom.playhead.paymentsUrl}/sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer;
  };

/** While it runs the provider itself tells nothing; it makes up for that afterwards. */
export async function untold(sandbox: Sandbox, work: () => Promise<void>): Promise<void> {
  await sandbox('PATCH', 'deliveries', { paused: true });
  try {
    await work();
  } finally {
    await sandbox('PATCH', 'deliveries', { paused: false });
  }
}

/** The provider has told all that there is to tell. */
export const allTold = (sandbox: Sandbox) =>
  vi.waitUntil(
    async () => {
      const { items } = (await sandbox('GET', 'deliveries')) as unknown as { items: readonly Delivery[] };
      return items.every(({ state }) => state === 'DELIVERED');
    },
    { timeout: 60_000, interval: 200 },
  );

export async function paymentsOf(outputs: Outputs): Promise<Payments> {
  const secrets = new SecretsManagerClient(awsClientOptions(outputs));
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: PAYMENT_SECRET }));
  const { razorpay: keys } = JSON.parse(SecretString!) as { razorpay: Keys };
  const webhook = new URL(await stackOutput(outputs, 'PaymentWebhookUrl'));
  const reconciler = await stackOutput(outputs, 'ReconcilePaymentsFunctionName');
  const lambda = new LambdaClient(awsClientOptions(outputs));
  const sandbox = sandboxOf(outputs);
  return {
    keys,
    async pay(order_id) {
      const payment = { key_id: keys.keyId, order_id, outcome: 'success' };
      const paid = await sandbox('POST', 'razorpay/checkout', payment);
      return {
        orderId: order_id,
        paymentId: String(paid['razorpay_payment_id']),
        signature: String(paid['razorpay_signature']),
      };
    },
    tell: (body, { path = '/razorpay', method = 'POST', headers = {} } = {}) =>
      send(webhook, path, method, body, {
        'content-type': 'application/json',
        'x-razorpay-event-id': randomUUID(),
        'x-razorpay-signature': sign(body, keys.webhookSecret),
        ...headers,
      }),
    async reconcile() {
      const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: reconciler }));
      if (FunctionError) throw new Error(Payload?.transformToString());
    },
    untold: (work) => untold(sandbox, work),
  };
}

/** Not every resolver knows the names below `localhost`. */
export function send(
  { host, port }: URL,
  path: string,
  method: string,
  body: Buffer | string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method, headers: { ...headers, host } },
      (incoming) =>
        text(incoming).then((answer) => resolve({ status: incoming.statusCode!, body: answer }), reject),
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const ORDER = `mutation($planId: ID!) { createPaymentOrder(planId: $planId) {
  id planId amountMinor currency provider providerKeyId checkoutScriptUrl checkoutUrl
  status } }`;

export const CONFIRM = `mutation($input: ConfirmPaymentInput!) { confirmPayment(input: $input) {
  planId status startedAt expiresAt } }`;

export const createOrder = async (outputs: Outputs, person: Person, planId = 'monthly') =>
  (await ask<{ createPaymentOrder: Order }>(outputs, person, ORDER, { planId })).createPaymentOrder;

export interface Standing {
  readonly membership: { planId: string; status: string; startedAt: string; expiresAt: string } | null;
  readonly ledger: readonly { change: string; cause: string; orderId: string; paymentId: string }[];
}

/** How long a membership is, all in all. */
export const daysOf = ({ startedAt, expiresAt }: NonNullable<Standing['membership']>) =>
  (Date.parse(expiresAt) - Date.parse(startedAt)) / 86_400_000;

/** Whether somebody is a member, and why. */
export async function standing(outputs: Outputs, person: Person): Promise<Standing> {
  const { me, myPayments } = await ask<{
    me: Pick<Standing, 'membership'>;
    myPayments: { items: Standing['ledger'] };
  }>(
    outputs,
    person,
    `{ me { membership { planId status startedAt expiresAt } }
       myPayments { items { change cause orderId paymentId } } }`,
  );
  return { membership: me.membership, ledger: myPayments.items };
}
