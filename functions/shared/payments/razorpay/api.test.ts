import { afterEach, describe, expect, test } from 'vitest';
import { ProviderError } from '../provider.ts';
import { failureOf, KEYS, serve, type Script, type TestServer } from '../testing.ts';
import { openApi, type ApiLimits } from './api.ts';

const LIMITS: ApiLimits = { tries: 3, tryMs: 5_000, wholeMs: 20_000, pauseMs: 1 };
const BASIC = Buffer.from('rzp_test_a:hush-razorpay').toString('base64');
const servers: TestServer[] = [];
afterEach(async () => {
  for (const { stop } of servers.splice(0)) await stop();
});

const serving = async (script: Script, limits: Partial<ApiLimits> = {}) => {
  const server = await serve(script);
  servers.push(server);
  return { ...server, api: openApi(server.url, KEYS.razorpay, { ...LIMITS, ...limits }) };
};
const messageOf = async (work: Promise<unknown>) => {
  const { error, logged } = await failureOf(work);
  expect(error).toBeInstanceOf(ProviderError);
  expect(logged).not.toContain('hush');
  expect(logged).not.toContain(BASIC);
  return (error as Error).message;
};

describe('Razorpay’s API', () => {
  test('is asked in JSON, with the keys', async () => {
    const { api, asked } = await serving(() => ({ body: { id: 'order_1' } }));
    expect(await api.post('/v1/orders', { amount: 1 })).toEqual({ id: 'order_1' });
    await api.get('/v1/orders/order_1');
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v1/orders', '{"amount":1}'],
      ['GET', '/v1/orders/order_1', ''],
    ]);
    for (const { headers } of asked)
      expect(headers).toMatchObject({ authorization: `Basic ${BASIC}`, 'content-type': 'application/json' });
  });

  test.each([429, 500, 502, 503])('is asked again after %i', async (status) => {
    const { api, asked } = await serving((_, index) =>
      index < 2 ? { status, body: 'busy' } : { body: { id: 'order_1' } },
    );
    expect(await api.post('/v1/orders', {})).toEqual({ id: 'order_1' });
    expect(asked).toHaveLength(3);
  });

  test('is asked three times, and no more', async () => {
    const { api, asked } = await serving(() => ({ status: 503, body: {} }));
    expect(await messageOf(api.get('/v1/x'))).toBe('Razorpay answered 503: GET /v1/x');
    expect(asked).toHaveLength(3);
  });

  test.each([400, 401, 404, 409])(
    'is not asked again after %i, and only its code is told',
    async (status) => {
      const error = { code: 'BAD_REQUEST_ERROR', description: 'The key hush-razorpay is wrong.' };
      const { api, asked } = await serving(() => ({ status, body: { error } }));
      expect(await messageOf(api.get('/v1/x'))).toBe(
        `Razorpay answered ${status} BAD_REQUEST_ERROR: GET /v1/x`,
      );
      expect(asked).toHaveLength(1);
    },
  );

  test('may name its error as it likes: what is no name is not told', async () => {
    const { api } = await serving(() => ({ status: 400, body: { error: { code: 'hush-razorpay' } } }));
    expect(await messageOf(api.get('/v1/x'))).toBe('Razorpay answered 400: GET /v1/x');
  });

  test.each([
    ['a page', '<html>hush</html>'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['half an object', '{"id":'],
  ])('answers %s: that is no answer', async (_, body) => {
    const { api, asked } = await serving(() => ({ body }));
    expect(await messageOf(api.get('/v1/x'))).toBe('Razorpay answered something that is not JSON: GET /v1/x');
    expect(asked).toHaveLength(1);
  });

  test('leads nowhere else: the keys stay here', async () => {
    const elsewhere = await serving(() => ({ body: { id: 'order_1' } }));
    const { api, asked } = await serving(() => ({
      ...{ status: 307, headers: { location: `${elsewhere.url}/v1/x` }, body: '' },
    }));
    expect(await messageOf(api.get('/v1/x'))).toBe('Razorpay answered 307: GET /v1/x');
    expect([asked, elsewhere.asked]).toMatchObject([{ length: 1 }, { length: 0 }]);
  });

  test('that does not answer is asked again, each time only for a while', async () => {
    const { api, asked } = await serving(() => null, { tryMs: 300 });
    expect(await messageOf(api.get('/v1/x'))).toBe('Razorpay could not be reached (TimeoutError): GET /v1/x');
    expect(asked).toHaveLength(3);
  });

  test('has one time for all that belongs together', async () => {
    const { api, asked } = await serving(({ path }) => (path === '/v1/a' ? { body: {} } : null), {
      wholeMs: 1_000,
      tryMs: 60_000,
      tries: 1_000,
    });
    await api.get('/v1/a');
    await messageOf(api.get('/v1/b'));
    expect(asked.map(({ path }) => path)).toEqual(['/v1/a', '/v1/b']);
    await messageOf(api.get('/v1/a'));
    expect(asked).toHaveLength(2);
  });

  test('that is not there is asked again as well', async () => {
    const { api, url, stop } = await serving(() => null);
    await stop();
    servers.pop();
    expect(url).toContain('127.0.0.1');
    expect(await messageOf(api.get('/v1/x'))).toBe('Razorpay could not be reached (ECONNREFUSED): GET /v1/x');
  });
});
