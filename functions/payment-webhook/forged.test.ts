import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import { createProviders } from '../shared/payments/providers.ts';
import { KEYS, secretHolding, settingsOf } from '../shared/payments/testing.ts';
import { NOW } from '../shared/testing.ts';
import { paymentWebhook } from './payment-webhook.ts';

const BODY = readFileSync(new URL('../shared/payments/razorpay/fixtures/order.paid.json', import.meta.url));
const sign = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('hex');
const SIGNATURE = sign(BODY, KEYS.razorpay.webhookSecret);

let lines: unknown[][];
beforeEach(() => {
  lines = [];
});

/** Any call to it fails the test: nothing is to be read or written before it is known who asks. */
const untouchable = {
  send: () => {
    throw new Error('DynamoDB was called.');
  },
} as unknown as DynamoDBDocumentClient;

const webhook = (secret: unknown = KEYS) =>
  paymentWebhook({
    accounts: { client: untouchable, name: 'Accounts' },
    providers: createProviders(settingsOf({ secret: secretHolding(secret) })),
    logger: {
      info: (...line: unknown[]) => void lines.push(line),
      error: () => expect.unreachable('A stranger’s request is nobody’s error.'),
    },
    now: () => NOW,
  });

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly base64?: boolean;
}

const eventOf = ({ path = '/razorpay', method = 'POST', headers = {}, body = BODY, base64 = false }: Sent) =>
  ({
    rawPath: path,
    headers: {
      'content-type': 'application/json',
      'x-razorpay-event-id': 'evt_1',
      'x-razorpay-signature': SIGNATURE,
      ...headers,
    },
    requestContext: { http: { method, path } },
    body: body.toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: base64,
  }) as unknown as LambdaFunctionURLEvent;

describe('a stranger’s request', () => {
  test.each<[string, number, Sent]>([
    ['to no provider', 404, { path: '/' }],
    ['to another provider', 404, { path: '/paypal' }],
    ['to a deeper path', 404, { path: '/razorpay/x' }],
    ['that asks', 405, { method: 'GET' }],
    ['that deletes', 405, { method: 'DELETE' }],
    ['of another content type', 415, { headers: { 'content-type': 'text/plain' } }],
    ['without a signature', 400, { headers: { 'x-razorpay-signature': '' } }],
    ['with a truncated signature', 400, { headers: { 'x-razorpay-signature': SIGNATURE.slice(0, 32) } }],
    ['with a signature in capitals', 400, { headers: { 'x-razorpay-signature': SIGNATURE.toUpperCase() } }],
    ['with a signature of nothing', 400, { headers: { 'x-razorpay-signature': sign(BODY, '') } }],
    ['with a signature of another secret', 400, { headers: { 'x-razorpay-signature': sign(BODY, 'x') } }],
    [
      'with a body that was written again',
      400,
      { body: Buffer.from(JSON.stringify(JSON.parse(BODY.toString()))) },
    ],
    ['with another body in Base64', 400, { body: Buffer.from('{}'), base64: true }],
    ['without a body', 400, { body: Buffer.from('') }],
    ['that is huge', 413, { body: Buffer.alloc(300_000, 0x20) }],
    ['with the signature of another provider', 400, { path: '/stripe' }],
  ])('%s is refused, reads and writes nothing, and leaves one line at most', async (_, statusCode, sent) => {
    const answer = await webhook()(eventOf(sent));
    expect(answer).toMatchObject({ statusCode });
    expect(answer.body!.length).toBeLessThan(40);
    expect(lines.length).toBeLessThanOrEqual(1);
    const said = JSON.stringify([lines, answer]);
    for (const secret of [
      ...Object.values(KEYS.razorpay),
      SIGNATURE,
      SIGNATURE.slice(0, 32),
      'pay_',
      'evt_1',
    ])
      expect(said.toLowerCase()).not.toContain(secret.toLowerCase());
  });

  test('says what was wrong to the log, and to nobody else', async () => {
    const { body } = await webhook()(eventOf({ headers: { 'x-razorpay-signature': sign(BODY, 'x') } }));
    expect(body).toBe('Bad Request');
    expect(lines).toEqual([
      [
        'A request is not taken',
        { provider: 'razorpay', status: 400, reason: 'The signature is not the provider’s.' },
      ],
    ]);
  });

  test('is told which method there is', async () => {
    expect(await webhook()(eventOf({ method: 'PUT' }))).toMatchObject({ headers: { allow: 'POST' } });
  });
});

test.each([
  ['has no part for it', { stripe: KEYS.stripe }],
  ['has an empty webhook secret', { razorpay: { ...KEYS.razorpay, webhookSecret: '' } }],
  ['is no JSON object', []],
])('nothing is taken while the secret %s', async (_, secret) => {
  const signed = { headers: { 'x-razorpay-signature': sign(BODY, '') } };
  expect(await webhook(secret)(eventOf(signed))).toMatchObject({ statusCode: 503 });
});
