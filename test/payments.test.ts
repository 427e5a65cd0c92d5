import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { callsDuring, count } from './support/calls.ts';
import { graphql } from './support/graphql.ts';
import {
  CONFIRM,
  createOrder,
  genuineBody,
  paymentsOf,
  sign,
  standing,
  type Order,
  type Payments,
} from './support/payments.ts';
import { newPerson, type Person } from './support/people.ts';

const outputs = inject('outputs');
let payments: Payments;
let ann: Person;
let ben: Person;
beforeAll(async () => {
  [payments, ann, ben] = await Promise.all([paymentsOf(outputs), newPerson(outputs), newPerson(outputs)]);
});

const NOTHING = { membership: null, ledger: [] };
const granted = ({ id: orderId }: Order, paymentId: string) => ({
  membership: { planId: 'monthly', status: 'ACTIVE' },
  ledger: [{ change: 'GRANTED', cause: 'PAYMENT', orderId, paymentId }],
});

const refused = async (person: Person, query: string, variables: Record<string, unknown>) => {
  const { errors } = await graphql(outputs, person, query, variables);
  return errors?.map(({ errorType, message }) => ({ errorType, message }));
};
const confirming = (person: Person, input: object) =>
  graphql<{ confirmPayment: unknown }>(outputs, person, CONFIRM, { input });
const errorOf = async (person: Person, input: object) =>
  (await confirming(person, input)).errors?.[0]?.errorType;

describe('the price', () => {
  it('is the plan’s, and nothing that a client says', async () => {
    expect(await createOrder(outputs, ann)).toMatchObject({
      ...{ planId: 'monthly', amountMinor: 49_900, currency: 'INR', provider: 'razorpay', status: 'CREATED' },
      providerKeyId: payments.keys.keyId,
    });
    const priced = `mutation { createPaymentOrder(planId: "monthly", amountMinor: 1) { id } }`;
    expect(await refused(ann, priced, {})).toMatchObject([
      { message: expect.stringContaining('amountMinor') },
    ]);
    const unknown = `mutation { createPaymentOrder(planId: "free") { id } }`;
    expect(await refused(ann, unknown, {})).toEqual([
      { errorType: 'BadRequest', message: expect.stringMatching(/^planId: /) },
    ]);
  });
});

describe('an order that is paid', () => {
  it('makes a member once, however often and by whichever event it is told', async () => {
    const person = await newPerson(outputs);
    const order = await createOrder(outputs, person);
    expect(await standing(outputs, person)).toEqual(NOTHING);

    const body = genuineBody(payments.keys, order);
    const headers = { 'x-razorpay-event-id': randomUUID() };
    expect(await payments.tell(body, { headers })).toEqual({ status: 200, body: '' });
    const first = await standing(outputs, person);
    expect(first).toMatchObject(granted(order, 'pay_1'));

    const again = [body, body, body.replace('"order.paid"', '"payment.captured"')];
    for (const told of await Promise.all(again.map((text) => payments.tell(text))))
      expect(told.status).toBe(200);
    expect(await payments.tell(body, { headers })).toEqual({ status: 200, body: '' });
    expect(await standing(outputs, person)).toEqual(first);
  });

  it('makes a member at once by what the checkout answered, and the provider’s own events add nothing', async () => {
    const order = await createOrder(outputs, ann);
    const input = await payments.pay(order.id);
    const { data } = await confirming(ann, input);
    expect(data).toMatchObject({ confirmPayment: { planId: 'monthly', status: 'ACTIVE' } });
    expect((await confirming(ann, input)).data).toEqual(data);
    expect((await payments.tell(genuineBody(payments.keys, order, input.paymentId))).status).toBe(200);
    const { membership, ledger } = await standing(outputs, ann);
    expect(membership).toEqual(data.confirmPayment);
    expect(ledger).toEqual(granted(order, input.paymentId).ledger);
  });

  it('twice at once counts twice', async () => {
    const person = await newPerson(outputs);
    const orders = await Promise.all([createOrder(outputs, person), createOrder(outputs, person)]);
    await Promise.all(orders.map((order, n) => payments.tell(genuineBody(payments.keys, order, `pay_${n}`))));
    const { membership, ledger } = await standing(outputs, person);
    expect(ledger).toHaveLength(2);
    const days = (Date.parse(membership!.expiresAt) - Date.parse(membership!.startedAt)) / 86_400_000;
    expect(days).toBe(60);
  });
});

describe('what a client may not confirm', () => {
  it('is somebody else’s order, whose there is none for them, and a signature of another order', async () => {
    const [anns, bens] = await Promise.all([createOrder(outputs, ann), createOrder(outputs, ben)]);
    const paid = await payments.pay(anns.id);
    expect(await errorOf(ben, paid)).toBe('NotFound');
    const nobody = await confirming(ben, { ...paid, orderId: 'order_nobody' });
    expect(nobody.errors).toEqual((await confirming(ben, paid)).errors);
    expect(await errorOf(ben, { ...paid, orderId: bens.id })).toBe('PaymentRejected');
    expect(await standing(outputs, ben)).toEqual(NOTHING);
  });

  it('is what is not signed exactly as it came, or not paid', async () => {
    const order = await createOrder(outputs, ben);
    const unpaid = { orderId: order.id, paymentId: 'pay_none', signature: 'f'.repeat(64) };
    expect(await errorOf(ben, unpaid)).toBe('PaymentRejected');
    const paid = await payments.pay(order.id);
    for (const signature of [paid.signature.slice(0, 63), paid.signature.toUpperCase(), '', 'x'])
      expect(await errorOf(ben, { ...paid, signature })).toBe('PaymentRejected');
    expect(await errorOf(ben, { ...paid, paymentId: '' })).toBe('BadRequest');
  });
});

describe('the webhook', () => {
  it('takes nothing but the body as it came', async () => {
    const person = await newPerson(outputs);
    const order = await createOrder(outputs, person);
    const body = genuineBody(payments.keys, order);
    expect(body).toContain('गौरव');
    const signature = sign(body, payments.keys.webhookSecret);
    const wrong: readonly [string, Record<string, string>][] = [
      [JSON.stringify(JSON.parse(body)), { 'x-razorpay-signature': signature }],
      [Buffer.from(body).toString('base64'), { 'x-razorpay-signature': signature }],
      [body, { 'x-razorpay-signature': signature.slice(0, 40) }],
      [body, { 'x-razorpay-signature': signature.toUpperCase() }],
      [body, { 'x-razorpay-signature': sign(body, payments.keys.keySecret) }],
    ];
    for (const [text, headers] of wrong) expect((await payments.tell(text, { headers })).status).toBe(400);
    // A function has bodies of this type in Base64.
    const binary = { headers: { 'content-type': 'application/octet-stream' } };
    expect((await payments.tell(body, binary)).status).toBe(415);
    expect((await payments.tell(body, { path: '/' })).status).toBe(404);
    expect((await payments.tell('', { method: 'GET' })).status).toBe(405);
    expect(await standing(outputs, person)).toEqual(NOTHING);
    expect((await payments.tell(body)).status).toBe(200);
    expect(await standing(outputs, person)).toMatchObject(granted(order, 'pay_1'));
  });

  it('does not grant for another amount', async () => {
    const person = await newPerson(outputs);
    const order = await createOrder(outputs, person);
    const less = genuineBody(payments.keys, { ...order, amountMinor: 100 });
    expect((await payments.tell(less)).status).toBe(200);
    expect(await standing(outputs, person)).toEqual(NOTHING);
  });

  it('refuses a thousand forged requests without a write, and no log has a secret', async () => {
    const order = await createOrder(outputs, ben);
    const body = genuineBody(payments.keys, order);
    const forged = sign(body, 'a guess');
    const statuses = new Map<number, number>();
    const calls = await callsDuring(outputs, async () => {
      const rest = Array.from({ length: 1_000 }).values();
      const sender = async () => {
        for (const _ of rest) {
          const { status } = await payments.tell(body, { headers: { 'x-razorpay-signature': forged } });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: 8 }, sender));
    });
    expect([...statuses]).toEqual([[400, 1_000]]);
    // Others pay on this stack meanwhile; `forged.test.ts` holds that a forged one costs nothing at all.
    expect(count(calls, /^MembershipPaymentWebhook dynamodb:/)).toBeLessThan(200);
    expect(count(calls, /^MembershipPaymentWebhook secretsmanager:/)).toBeLessThan(40);

    const lines = await logOf(/PaymentWebhook/);
    expect(lines.filter((line) => line.includes('A request is not taken')).length).toBeGreaterThan(0);
    const { keySecret, webhookSecret } = payments.keys;
    for (const secret of [keySecret, webhookSecret, forged, 'गौरव', 'gaurav.kumar'])
      expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  });
});

async function logOf(group: RegExp): Promise<string[]> {
  const client = new CloudWatchLogsClient(awsClientOptions(outputs));
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand());
  const logGroupName = logGroups.map((one) => one.logGroupName!).find((name) => group.test(name));
  const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message }) => message!);
}
