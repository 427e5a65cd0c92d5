import { afterEach, describe, expect, it } from 'vitest';
import { answer, startCdn } from '../testing.ts';

let cdn: Awaited<ReturnType<typeof startCdn>>;
afterEach(() => cdn.stop());

const PAGE = 'http://localhost:4000';

async function start(
  config: object,
  origin = () => answer('x', { 'x-origin': 'secret', 'access-control-allow-origin': '*' }),
) {
  cdn = await startCdn({
    origin,
    behavior: { AllowedMethods: ['GET', 'HEAD', 'OPTIONS'] },
    before: async (make) => ({
      ResponseHeadersPolicyId: await make('Headers', 'ResponseHeadersPolicy', { Name: 'h', ...config }),
    }),
  });
}

const cors = (more: object = {}) => ({
  CorsConfig: {
    AccessControlAllowCredentials: true,
    AccessControlAllowHeaders: { Items: ['Range'] },
    AccessControlAllowMethods: { Items: ['GET', 'HEAD', 'OPTIONS'] },
    AccessControlAllowOrigins: { Items: [PAGE, 'https://*.example.com'] },
    AccessControlExposeHeaders: { Items: ['ETag'] },
    AccessControlMaxAgeSec: 3600,
    OriginOverride: true,
    ...more,
  },
});

describe('sharing with pages of other origins', () => {
  it('names the page, allows its cookies, and says that the answer varies', async () => {
    await start(cors());
    const { headers } = await cdn.get('/a', { origin: PAGE });
    expect(headers).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'ETag',
      vary: 'Origin',
    });
    expect(headers['access-control-allow-methods']).toBeUndefined();
    const { headers: wild } = await cdn.get('/a', { origin: 'https://app.example.com' });
    expect(wild['access-control-allow-origin']).toBe('https://app.example.com');
  });

  it('is not with a page that is not listed, whatever the origin says', async () => {
    await start(cors());
    expect(
      (await cdn.get('/a', { origin: 'http://evil.example' })).headers['access-control-allow-origin'],
    ).toBeUndefined();
  });

  it('is the origin’s to say when the policy does not override it', async () => {
    await start(cors({ OriginOverride: false }));
    expect(
      (await cdn.get('/a', { origin: 'http://evil.example' })).headers['access-control-allow-origin'],
    ).toBe('*');
  });

  it('answers a preflight, from what the origin says to it', async () => {
    await start(cors(), () => answer(''));
    expect(
      await cdn.get('/a', { origin: PAGE, 'access-control-request-method': 'GET' }, 'OPTIONS'),
    ).toMatchObject({
      status: 200,
      headers: {
        'access-control-allow-origin': PAGE,
        'access-control-allow-methods': 'GET, HEAD, OPTIONS',
        'access-control-allow-headers': 'Range',
        'access-control-max-age': '3600',
      },
    });
  });
});

it('removes, adds and overrides headers', async () => {
  await start({
    RemoveHeadersConfig: { Items: [{ Header: 'X-Origin' }] },
    CustomHeadersConfig: {
      Items: [
        { Header: 'X-Own', Value: '1', Override: true },
        { Header: 'Content-Type', Value: 'text/none', Override: false },
      ],
    },
    SecurityHeadersConfig: {
      ContentTypeOptions: { Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 60, IncludeSubdomains: true, Override: true },
    },
  });
  const { headers } = await cdn.get('/a');
  expect(headers).toMatchObject({
    'x-own': '1',
    'content-type': 'text/plain',
    'x-content-type-options': 'nosniff',
    'strict-transport-security': 'max-age=60; includeSubDomains',
  });
  expect(headers['x-origin']).toBeUndefined();
});
