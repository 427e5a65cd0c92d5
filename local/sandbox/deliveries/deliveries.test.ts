import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KEYS, startSandbox, startWebhook } from '../testing.ts';
import { pauseAfter } from './delivery.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let webhook: Awaited<ReturnType<typeof startWebhook>>;
let now: number;
/** What a test has put aside, to be removed. */
let scratch: string;
const clock = { now: () => now };
beforeEach(async () => {
  now = 1_800_000_000_000;
  scratch = mkdtempSync(join(tmpdir(), 'deliveries-'));
  sandbox = await startSandbox({ clock });
  webhook = await startWebhook();
  await sandbox.register(webhook);
});
afterEach(async () => {
  await sandbox.stop();
  await webhook.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** Makes an order and pays it: three events. */
async function pay(): Promise<string> {
  const basic = Buffer.from(`${KEYS.keyId}:${KEYS.keySecret}`).toString('base64');
  const response = await fetch(`${sandbox.url}/v1/orders`, {
    method: 'POST',
    headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
    body: JSON.stringify({ amount: 100, currency: 'INR' }),
  });
  const { id } = (await response.json()) as { id: string };
  await sandbox.pay(id);
  return id;
}
const EVENTS = ['order.paid', 'payment.authorized', 'payment.captured'];
const pause = (paused: boolean) => sandbox.call('PATCH', '/sandbox/deliveries', { paused });
const events = () => webhook.told.map(({ event }) => event).sort();
/** Once the list has come to them. */
const held = () =>
  eventually(async () => {
    const all = await sandbox.deliveries();
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['HELD']));
    return all;
  });
const states = async () => new Set((await sandbox.deliveries()).map(({ state }) => state));
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 10_000 });

it('sends again what was not taken, under the same id, with the same body', async () => {
  webhook.status = 503;
  await pay();
  await eventually(() => expect(webhook.told.length).toBeGreaterThanOrEqual(3));
  await eventually(async () => expect((await sandbox.deliveries()).every(({ last }) => last)).toBe(true));
  expect(await states()).toEqual(new Set(['WAITING']));
  webhook.status = 200;
  now += 3_600_000;
  // A clock that goes on by itself wakes the list; here, the next start does.
  await sandbox.stop({ keep: true });
  sandbox = await startSandbox({ clock, directory: sandbox.directory });
  await eventually(async () => expect(await states()).toEqual(new Set(['DELIVERED'])));
  const bodies = Map.groupBy(webhook.told, ({ headers }) => String(headers['x-razorpay-event-id']));
  expect(bodies.size).toBe(3);
  for (const told of bodies.values()) {
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(new Set(told.map(({ body, headers }) => body + headers['x-razorpay-signature'])).size).toBe(1);
  }
});

it('does not send by itself again what was delivered by hand', async () => {
  webhook.status = 503;
  await pay();
  await eventually(async () => expect((await sandbox.deliveries()).every(({ last }) => last)).toBe(true));
  webhook.status = 200;
  for (const { id } of await sandbox.deliveries())
    await sandbox.call('POST', `/sandbox/deliveries/${id}/send`);
  const count = webhook.told.length;
  now += 3_600_000;
  const restart = async () => {
    // Waits for what is under way.
    await sandbox.stop({ keep: true });
    sandbox = await startSandbox({ clock, directory: sandbox.directory });
  };
  await restart();
  await restart();
  expect(webhook.told).toHaveLength(count);
});

it('waits twice as long after each attempt, an hour at most', () => {
  expect([1, 2, 3, 10, 12, 13, 24].map(pauseAfter)).toEqual([1, 2, 4, 512, 2048, 3600, 3600]);
});

it('gives up after a day, and switches the webhook off', async () => {
  webhook.status = 500;
  await pause(true);
  await pay();
  now += 24 * 3_600_000;
  await pause(false);
  await eventually(async () => expect(await states()).toEqual(new Set(['FAILED'])));
  expect(await sandbox.call('GET', '/sandbox/account')).toMatchObject({
    razorpay: { webhook: { enabled: false } },
  });
  const count = webhook.told.length;
  await pay();
  expect(await sandbox.deliveries()).toHaveLength(3);
  expect(webhook.told).toHaveLength(count);
});

it('holds everything while paused, sends one by one in any order, and all the rest afterwards', async () => {
  await pause(true);
  await pay();
  const all = await held();
  expect(all.map(({ event, state }) => [event, state])).toEqual([
    ['order.paid', 'HELD'],
    ['payment.captured', 'HELD'],
    ['payment.authorized', 'HELD'],
  ]);
  const send = (id: string) => sandbox.call('POST', `/sandbox/deliveries/${id}/send`);
  expect(await send(all[0]!.id)).toMatchObject({ state: 'DELIVERED', attempts: 1, last: { status: 200 } });
  await send(all[0]!.id);
  expect(events()).toEqual(['order.paid', 'order.paid']);
  await pause(false);
  await eventually(() => expect(events()).toEqual(['order.paid', ...EVENTS]));
});

it('goes on after the process died between the payment and the telling', async () => {
  await pause(true);
  const order = await pay();
  // The files as they lie there while the first one is still open: nothing was closed or written back.
  const copy = join(scratch, 'copy');
  cpSync(sandbox.directory, copy, { recursive: true });
  const second = await startSandbox({ clock, directory: copy });
  await second.call('PATCH', '/sandbox/deliveries', { paused: false });
  await eventually(() => expect(events()).toEqual(EVENTS));
  const orders = await second.call<{ id: string; status: string }[]>('GET', '/sandbox/razorpay/orders');
  expect(orders).toMatchObject([{ id: order, status: 'paid' }]);
  await second.stop({ keep: true });
});

it('tells only of the events that are switched on, and nothing when the webhook is off', async () => {
  const change = (body: object) => sandbox.call('PATCH', '/sandbox/webhooks/razorpay', body);
  await change({ events: ['order.paid'] });
  await pay();
  await eventually(() => expect(events()).toEqual(['order.paid']));
  await change({ enabled: false });
  await pay();
  expect(await sandbox.deliveries()).toHaveLength(1);
});

it('signs what it sends again with the secret of then', async () => {
  await pause(true);
  await pay();
  const before = await held();
  await sandbox.register({ ...webhook, secret: 'another' });
  expect(await sandbox.deliveries()).toEqual(before);
  await pay();
  const [paid] = await sandbox.deliveries();
  expect(paid!.headers['x-razorpay-signature']).not.toBe(before[0]!.headers['x-razorpay-signature']);
});

it('notes why there was no answer, and goes nowhere but to this machine', async () => {
  await expect(sandbox.register({ url: 'http://example.com/hook' })).rejects.toThrow('of this machine');
  await expect(sandbox.register({ url: 'file:///etc/passwd' })).rejects.toThrow('of this machine');
  await webhook.stop();
  await pause(true);
  await pay();
  const [first] = await held();
  expect(await sandbox.call('POST', `/sandbox/deliveries/${first!.id}/send`)).toMatchObject({
    ...{ state: 'HELD', attempts: 1, last: { problem: expect.stringContaining('ECONNREFUSED') } },
  });
});
