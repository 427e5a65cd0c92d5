import { getSignedCookies, getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inAnHour, policy, startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('signed URLs and cookies', () => {
  const FILM = '/private/film.ts';
  const text = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers });
    return [response.status, await response.text()];
  };

  it.each(['rsa', 'elliptic'] as const)(
    'let in who shows a canned or a custom policy, signed by %s',
    async (key) => {
      const url = `${bench.cdn}${FILM}`;
      const dateLessThan = new Date(inAnHour() * 1000).toISOString();
      const urls = [
        getSignedUrl({ url, dateLessThan, ...bench.signer(key) }),
        getSignedUrl({ url, policy: policy(`${bench.cdn}/private/*`), ...bench.signer(key) }),
        getSignedUrl({
          url,
          policy: policy(`${bench.cdn}/priv*/film.??`),
          algorithm: 'SHA256',
          ...bench.signer(key),
        }),
        getSignedUrl({
          url,
          policy: policy('*', { IpAddress: { 'AWS:SourceIp': '127.0.0.0/8' } }),
          ...bench.signer(key),
        }),
      ];
      for (const signed of urls) expect(await text(signed)).toEqual([200, 'for those who may']);
    },
  );

  it('let in who shows cookies, which count only where the URL shows nothing', async () => {
    const cookies = getSignedCookies({ policy: policy(`${bench.cdn}/private/*`), ...bench.signer() });
    const cookie = Object.entries(cookies)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    expect(await text(`${bench.cdn}${FILM}`, { cookie })).toEqual([200, 'for those who may']);
    expect((await text(`${bench.cdn}${FILM}?Expires=1`, { cookie }))[0]).toBe(403);
  });

  it('count under the distribution’s own names as over TLS', async () => {
    const host = `${bench.outputs['Distribution']!.toLowerCase()}.cloudfront.net`;
    for (const name of [host, 'films.example']) {
      const { pathname, search } = new URL(
        getSignedUrl({
          url: `https://${name}${FILM}`,
          policy: policy(`https://${name}/private/*`),
          ...bench.signer(),
        }),
      );
      expect((await bench.raw(pathname + search, { host: name })).status).toBe(200);
    }
  });

  const refusal = (code: string, message: string) => [
    403,
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  ];

  it('are refused in CloudFront’s words', async () => {
    const url = `${bench.cdn}${FILM}`;
    const good = getSignedUrl({ url, policy: policy(`${bench.cdn}/private/*`), ...bench.signer() });
    const altered = (name: string, value: string) => {
      const changed = new URL(good);
      changed.searchParams.set(name, value);
      return changed.toString();
    };
    expect(await text(url)).toEqual(
      refusal('MissingKey', 'Missing Key-Pair-Id query parameter or cookie value'),
    );
    expect(await text(altered('Key-Pair-Id', 'K0000000000000'))).toEqual(
      refusal('InvalidKey', 'Unknown Key'),
    );
    expect(await text(getSignedUrl({ url, policy: policy('*'), ...bench.signer('stranger') }))).toEqual(
      refusal('InvalidKey', 'Unknown Key'),
    );
    expect(await text(altered('Signature', '%%%'))).toEqual(
      refusal('MalformedSignature', 'Could not unencode Signature'),
    );
    expect(await text(altered('Policy', '!!!'))).toEqual(refusal('MalformedPolicy', 'Malformed Policy'));
    const denied = refusal('AccessDenied', 'Access denied');
    const later = { DateGreaterThan: { 'AWS:EpochTime': inAnHour() } };
    for (const signed of [
      getSignedUrl({ url, dateLessThan: new Date(1000).toISOString(), ...bench.signer() }),
      getSignedUrl({ url, policy: policy(`${bench.cdn}/private/other.ts`), ...bench.signer() }),
      getSignedUrl({ url, policy: policy('*', later), ...bench.signer() }),
      getSignedUrl({
        url,
        policy: policy('*', { IpAddress: { 'AWS:SourceIp': '10.0.0.0/8' } }),
        ...bench.signer(),
      }),
      altered('Signature', 'AAAA'),
      `${getSignedUrl({ url, dateLessThan: new Date(inAnHour() * 1000).toISOString(), ...bench.signer() })}&more=1`,
    ])
      expect(await text(signed)).toEqual(denied);
  });

  it('are refused with the behaviour’s headers, so that a page can read why', async () => {
    const response = await bench.get(FILM, { origin: 'https://page.example' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect(response.headers.get('x-cache')).toBe('Error from cloudfront');
  });
});
