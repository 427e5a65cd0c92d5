import { request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KEYS, startSandbox, WEBHOOK_SECRET } from '../testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  sandbox = await startSandbox();
  await sandbox.register({ url: 'http://merchant.localhost:1/' });
});
afterAll(() => sandbox.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const change = (headers: Readonly<Record<string, string>>) =>
  fetch(`${sandbox.url}/sandbox/deliveries`, { method: 'PATCH', headers, body: '{"paused":true}' });
const isPaused = async () => (await sandbox.call<{ paused: boolean }>('GET', '/sandbox/deliveries')).paused;

it.each([
  ['a form’s content type', { 'content-type': 'text/plain' }, 415],
  ['no content type', {}, 415],
  ['another origin', { ...JSON_TYPE, origin: 'http://evil.example' }, 403],
  ['another port of this machine', { ...JSON_TYPE, origin: 'http://localhost:4000' }, 403],
  ['the origin of a sandboxed frame', { ...JSON_TYPE, origin: 'null' }, 403],
])('takes no change with %s', async (_what, headers, status) => {
  expect((await change(headers)).status).toBe(status);
  expect(await isPaused()).toBe(false);
});

it('takes a change from its own pages', async () => {
  expect((await change({ ...JSON_TYPE, origin: sandbox.url })).status).toBe(200);
  expect(await isPaused()).toBe(true);
});

it.each([
  ['evil.example', 421],
  ['localhost.evil.example', 421],
  ['127.0.0.1.evil.example', 421],
  ['localhost', 200],
  ['127.0.0.1', 200],
])('answers to the name %s with %i', async (host, status) => {
  const answered = await new Promise((resolve, reject) => {
    request(`${sandbox.url}/`, { headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(answered).toBe(status);
});

it.each(['{', '[]', '"text"', 'null'])('refuses %s as a body', async (body) => {
  const response = await fetch(`${sandbox.url}/sandbox/account`, { method: 'PUT', headers: JSON_TYPE, body });
  expect(response.status).toBe(400);
});

it('refuses a body that is too large', async () => {
  const body = JSON.stringify({ large: 'x'.repeat(2 * 1024 * 1024) });
  const response = await fetch(`${sandbox.url}/sandbox/account`, { method: 'PUT', headers: JSON_TYPE, body });
  expect(response.status).toBe(413);
});

it('shows no secret anywhere', async () => {
  for (const path of ['/', '/sandbox/account', '/sandbox/deliveries', '/sandbox/razorpay/orders']) {
    const text = await (await fetch(`${sandbox.url}${path}`)).text();
    expect(text).not.toContain(KEYS.keySecret);
    expect(text).not.toContain(WEBHOOK_SECRET);
  }
});
