import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PaymentEvent, WebhookRequest } from '../shared/payments/provider.ts';
import { sharedAccounts } from '../shared/payments/testing-accounts.ts';
import { captured } from '../shared/payments/testing-provider.ts';
import { orderOf } from '../shared/payments/testing.ts';
import { NOW } from '../shared/testing.ts';
import { paymentWebhook } from './payment-webhook.ts';

const accounts = await sharedAccounts();
let errors: unknown[];
let requests: WebhookRequest[];
beforeEach(async () => {
  count += 1;
  await accounts.put(orderOf({ userId: `payer-${count}`, record: `ORDER#o${count}`, id: `o${count}` }));
  const owner = { record: 'OWNER', ownerId: `payer-${count}`, orderId: `o${count}` };
  await accounts.put({ userId: `ORDER#razorpay#o${count}`, ...owner });
  [errors, requests] = [[], []];
});

/** Each test has an order, and its person, of its own. */
let count = 0;
const about = (changes: Partial<PaymentEvent> = {}): PaymentEvent => ({
  ...{ id: 'evt_1', type: 'payment.captured', reference: `o${count}`, facts: [captured()] },
  ...changes,
});
const tell = (told: PaymentEvent | Error, sent: Partial<LambdaFunctionURLEvent> = {}) =>
  paymentWebhook({
    accounts,
    providers: () => ({
      readEvent: async (request) => {
        requests.push(request);
        if (told instanceof Error) throw told;
        return told;
      },
    }),
    logger: { info: () => {}, error: (...line: unknown[]) => void errors.push(line) },
    now: () => NOW,
  })({
    ...{ rawPath: '/razorpay', headers: {}, requestContext: { http: { method: 'POST' } } },
    ...sent,
  } as LambdaFunctionURLEvent);
const TAKEN = { statusCode: 200, body: '' };
const rows = () => accounts.rows(`payer-${count}`);

describe('what a provider tells', () => {
  test('of a capture is granted before the answer, for three calls', async () => {
    expect(await tell(about())).toMatchObject(TAKEN);
    expect(accounts.calls).toEqual(['QueryCommand', 'QueryCommand', 'TransactWriteItemsCommand']);
    expect((await rows()).map(({ record }) => record.split('#')[0])).toEqual(
      expect.arrayContaining(['EVENT', 'LEDGER', 'MEMBERSHIP', 'ORDER']),
    );
  });

  test('again, or in other words, costs two calls and no write', async () => {
    await tell(about());
    const before = await rows();
    for (const told of [about(), about({ id: 'evt_2', type: 'order.paid' })]) {
      accounts.calls = [];
      expect(await tell(told)).toMatchObject(TAKEN);
      expect(accounts.calls).toEqual(['QueryCommand', 'QueryCommand']);
    }
    expect(await rows()).toEqual(before);
  });

  test('and says nothing about money is taken without a call', async () => {
    expect(await tell({ id: 'evt_1', type: 'payment.failed', facts: [] })).toMatchObject(TAKEN);
    expect(accounts.calls).toEqual([]);
  });

  test('of an order that nobody knows is kept', async () => {
    expect(await tell(about({ reference: `unknown-${count}` }))).toMatchObject(TAKEN);
    const kept = { record: 'EVENT#razorpay#evt_1', facts: [captured()] };
    expect(await accounts.rows(`ORDER#razorpay#unknown-${count}`)).toMatchObject([kept]);
  });

  test('at another price is taken, as it would not become truer, and is an error for us', async () => {
    expect(await tell(about({ facts: [captured('pay_1', 1)] }))).toMatchObject(TAKEN);
    expect(errors).toEqual([
      ['An event does not fit its order', expect.objectContaining({ eventId: 'evt_1' })],
    ]);
    expect(await rows()).toContainEqual(expect.objectContaining({ status: 'CREATED' }));
  });

  test('is told again when we are at fault', async () => {
    accounts.around = () => Promise.reject(new Error('DynamoDB is away.'));
    await expect(tell(about())).rejects.toThrow('DynamoDB is away.');
    await expect(tell(new Error('A bug.'))).rejects.toThrow('A bug.');
  });
});

test('the body is handed on byte by byte, from Base64 too', async () => {
  const body = '{ "a": "ü\\u00fc" }\n';
  await tell(about(), { body, isBase64Encoded: false });
  await tell(about(), { body: Buffer.from(body).toString('base64'), isBase64Encoded: true });
  expect(requests.map((request) => request.body)).toEqual([Buffer.from(body), Buffer.from(body)]);
});
