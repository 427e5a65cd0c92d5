import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { explain, readSettings } from './settings.ts';

it('has defaults, and takes paths from the project’s folder', () => {
  const settings = readSettings([], { PLAYHEAD_DATA: 'some where' });
  expect(settings.ports).toEqual({ web: 4000, cdn: 4001, payments: 4002, aws: 4566 });
  expect(settings.dataDirectory).toMatch(/[^/]\/some where$/);
  expect(settings.reset).toBe(false);
  expect(readSettings(['--reset'], {}).reset).toBe(true);
});

it.each([
  [[], {}, undefined],
  [[], { PLAYHEAD_PAYMENT_PROVIDER: '' }, undefined],
  [['--payments', 'stripe'], {}, 'stripe'],
  [['--payments=stripe', '--watch'], { PLAYHEAD_PAYMENT_PROVIDER: 'razorpay' }, 'stripe'],
  [[], { PLAYHEAD_PAYMENT_PROVIDER: 'stripe' }, 'stripe'],
])('has the money taken as %j with %j say: %s', (args, environment, provider) => {
  expect(readSettings(args, environment).paymentProvider).toBe(provider);
});

it.each([
  [['--rest'], {}, /^Unknown option '--rest'[^]*There are, after npm start --[^]*--payments PROVIDER/],
  [['stripe'], {}, "Unexpected argument 'stripe'"],
  [['--payments'], {}, "Option '--payments <value>' argument missing"],
  [['--payments', 'paypal'], {}, 'must be razorpay or stripe, not "paypal"'],
  [[], { PLAYHEAD_PAYMENT_PROVIDER: 'paypal' }, 'PLAYHEAD_PAYMENT_PROVIDER) must be razorpay or stripe'],
  [[], { PLAYHEAD_PORT: 'http' }, 'PLAYHEAD_PORT must be a port number from 1 to 65533, not "http".'],
  [[], { PLAYHEAD_AWS_PORT: '70000' }, 'PLAYHEAD_AWS_PORT must be a port number'],
  [[], { PLAYHEAD_PORT: '4566' }, 'PLAYHEAD_AWS_PORT must be neither the web port (4566)'],
  [[], { PLAYHEAD_PORT: '4565' }, 'PLAYHEAD_AWS_PORT must be neither the web port (4565)'],
  [[], { PLAYHEAD_PORT: '4564' }, 'PLAYHEAD_AWS_PORT must be neither the web port (4564)'],
])('refuses %j with %j', (args, environment, message) => {
  expect(() => readSettings(args, environment)).toThrow(message);
});

it.each([
  ['PLAYHEAD_PORT', 0, 'the web page and the API'],
  ['PLAYHEAD_PORT', -1, 'the CDN'],
  ['PLAYHEAD_PORT', -2, 'the payment sandbox'],
  ['PLAYHEAD_AWS_PORT', 0, 'the AWS APIs'],
])('says that a port is taken, and that %s chooses another', async (variable, offset, what) => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const [error] = await once(createServer().listen(port, '127.0.0.1'), 'error').catch((e: unknown) => [e]);
  const settings = readSettings([], { [variable]: String(port + offset) });
  const line = explain(error, settings);
  expect(line).toBe(
    `Port ${port}, for ${what}, is in use by another program. Choose another: ${variable}=${port + 1000} npm start`,
  );
  holder.close();
});

it('leaves every other error as it is', () => {
  expect(explain(new Error('Something else.'), readSettings([], {}))).toBe('Something else.');
});
