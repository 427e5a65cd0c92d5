import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemClock, type Clock } from '../runtime/clock.ts';
import { silentLog } from '../runtime/log.ts';
import type { Account, Webhook } from './accounts.ts';
import type { Delivery } from './deliveries/delivery.ts';
import { createSandbox, type Sandbox } from './index.ts';

/** What a webhook was told. */
export interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: string;
}

/** A merchant's webhook, that answers as it is asked to. */
export async function startWebhook() {
  const told: Told[] = [];
  const webhook = { url: '', told, status: 200, stop: async () => {} };
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const body = bytes.toString('utf8');
      const { event, type } = JSON.parse(body) as { event?: string; type?: string };
      told.push({ headers: request.headers, body, event: event ?? type! });
      response.writeHead(webhook.status).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // A name that not every resolver knows, as function URLs have here.
  webhook.url = `http://merchant.localhost:${port}/razorpay`;
  webhook.stop = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return webhook;
}

export const STRIPE_KEYS = { keyId: 'pk_test_key', keySecret: 'sk_test_secret' };
export const KEYS = { keyId: 'rzp_test_key', keySecret: 'key-secret' };
export const WEBHOOK_SECRET = 'webhook-secret';

type Registered = Pick<Webhook, 'url'> & Partial<Webhook>;
const accountOf = (keys: typeof KEYS, webhook?: Registered) => ({
  ...keys,
  ...(webhook && { webhook: { secret: WEBHOOK_SECRET, ...webhook } }),
});

/** A sandbox in this process, on an empty directory unless one is given. */
export async function startSandbox(options: { directory?: string; clock?: Clock } = {}) {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'sandbox-'));
  const secret = Buffer.alloc(32, 7);
  const sandbox: Sandbox = createSandbox({
    ...{ directory, port: 0, clock: options.clock ?? systemClock, log: silentLog, secret },
  });
  await sandbox.start();
  sandbox.connect();
  const url = `http://127.0.0.1:${sandbox.port()}`;

  /** Throws the answer's description when it is a refusal. */
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(method !== 'GET' && { headers: { 'content-type': 'application/json' } }),
      ...(body && { body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as T & {
      error?: { description?: string; message?: string };
    };
    if (!response.ok) throw new Error(answer.error?.description ?? answer.error?.message);
    return answer;
  }

  return {
    ...{ url, directory, call },
    register: (webhook?: Registered) =>
      call<Record<string, Account>>('PUT', '/sandbox/account', { razorpay: accountOf(KEYS, webhook) }),
    registerStripe: (webhook?: Registered) =>
      call<Record<string, Account>>('PUT', '/sandbox/account', { stripe: accountOf(STRIPE_KEYS, webhook) }),
    deliveries: async () => (await call<{ items: Delivery[] }>('GET', '/sandbox/deliveries')).items,
    /** The person at the checkout. */
    pay: (order_id: string, outcome: 'success' | 'failure' = 'success') =>
      call<{ razorpay_payment_id: string; razorpay_order_id: string; razorpay_signature: string }>(
        ...(['POST', '/sandbox/razorpay/checkout', { key_id: KEYS.keyId, order_id, outcome }] as const),
      ),
    /** The person at Stripe's page: what its form answers. */
    submit: (sessionUrl: string, outcome: 'success' | 'failure' = 'success') =>
      fetch(sessionUrl, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ outcome }) }),
    async stop({ keep = false } = {}) {
      await sandbox.stop();
      if (!keep) rmSync(directory, { recursive: true, force: true });
    },
  };
}
