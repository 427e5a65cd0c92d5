import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import type { PaymentOrderRow } from '../../../model/payment-order.ts';
import type { CachedSecret } from '../cached-secret.ts';
import type { ProviderSettings } from './provider-settings.ts';
import { WebhookRefused, type PaymentProvider, type WebhookRequest } from './provider.ts';
import { NOW } from '../testing.ts';

/*
 * For tests alone: a provider's HTTP server that answers from a script, and the keys to it.
 */

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Null: no answer at all. A text is sent as it is. */
export type Script = (asked: Asked, index: number) => Reply | null;
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface TestServer {
  readonly url: string;
  readonly asked: Asked[];
  readonly stop: () => Promise<void>;
}

export async function serve(script: Script): Promise<TestServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const call = { method, path: url, headers, body: await text(request) };
    send(response, script(call, asked.push(call) - 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  return {
    ...{ url: `http://127.0.0.1:${address.port}`, asked },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, reply: Reply | null) {
  if (!reply) return;
  const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers }).end(body);
}

/** No two of them share a word, and no message has any of them. */
export const KEYS = {
  razorpay: { keyId: 'rzp_test_a', keySecret: 'hush-razorpay', webhookSecret: 'hush-hook-razorpay' },
  stripe: { publishableKey: 'pk_test_a', secretKey: 'sk_test_hush', webhookSecret: 'whsec_hush' },
};

export const secretHolding = (value: unknown, replacedBy = value): CachedSecret => ({
  read: async () => JSON.stringify(value),
  readAgain: async () => JSON.stringify(replacedBy),
});

export const settingsOf = (changes: {
  readonly secret?: CachedSecret;
  readonly api?: string;
}): ProviderSettings => ({
  secret: changes.secret ?? secretHolding(KEYS),
  addresses: {
    razorpayApi: changes.api ?? 'http://127.0.0.1:1',
    razorpayCheckout: 'https://checkout.test/checkout.js',
    stripeApi: changes.api ?? 'http://127.0.0.1:1',
    returnUrl: 'https://playhead.test/membership?lang=hi#plans',
  },
  now: () => NOW,
});

export const orderOf = (changes: Partial<PaymentOrderRow>): PaymentOrderRow => ({
  ...{ userId: 'payer', record: 'ORDER#order_1', id: 'order_1', provider: 'razorpay', reference: 'order_1' },
  ...{ planId: 'monthly', durationDays: 30, amountMinor: 49_900, currency: 'INR' },
  ...{ createdAt: new Date(NOW).toISOString(), status: 'CREATED', version: 1 },
  ...changes,
});

/** With which status a request is refused; undefined when it is not. */
export async function refusal(
  { readEvent }: PaymentProvider,
  request: WebhookRequest,
): Promise<number | undefined> {
  try {
    await readEvent(request);
    return undefined;
  } catch (error) {
    if (error instanceof WebhookRefused) return error.status;
    throw error;
  }
}

/** What fails, with all that could be logged of it. */
export async function failureOf(work: Promise<unknown>): Promise<{ error: unknown; logged: string }> {
  try {
    await work;
  } catch (error) {
    return { error, logged: inspect(error, { depth: Infinity, showHidden: true }) };
  }
  throw new Error('It did not fail.');
}
