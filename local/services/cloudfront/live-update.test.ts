import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { afterEach, describe, expect, it } from 'vitest';
import { answer, keyPair, manualClock, pem, startCdn, type Cdn } from './testing.ts';

let cdn: Cdn;
afterEach(() => cdn.stop());

const CACHED = { 'cache-control': 'max-age=600' };

describe('a stack that runs on', () => {
  it('rotates keys: both count while both are in the group, and the old one no longer after', async () => {
    const keys = { old: keyPair(), young: keyPair() };
    const ids: Record<string, string> = {};
    cdn = await startCdn({
      clock: manualClock(),
      origin: () => answer('film', CACHED),
      before: async (make) => {
        for (const [name, { publicKey }] of Object.entries(keys))
          ids[name] = await make(name, 'PublicKey', { Name: name, EncodedKey: pem(publicKey, 'spki') });
        return { TrustedKeyGroups: [await make('Group', 'KeyGroup', { Name: 'g', Items: [ids['old']] })] };
      },
    });
    const fetched = async (name: 'old' | 'young') => {
      const url = getSignedUrl({
        url: `${cdn.origin}/a`,
        dateLessThan: '2026-01-02',
        keyPairId: ids[name]!,
        privateKey: pem(keys[name].privateKey, 'pkcs8'),
      });
      return (await cdn.get(url.slice(cdn.origin.length))).status;
    };
    expect([await fetched('old'), await fetched('young')]).toEqual([200, 403]);
    await cdn.make('Group', 'KeyGroup', { Name: 'g', Items: [ids['old'], ids['young']] });
    expect([await fetched('old'), await fetched('young')]).toEqual([200, 200]);
    await cdn.make('Group', 'KeyGroup', { Name: 'g', Items: [ids['young']] });
    expect([await fetched('old'), await fetched('young')]).toEqual([403, 200]);
    // What was cached before is still there: nothing of the rest was lost.
    expect(cdn.asked).toHaveLength(1);
    await cdn.remove('old', 'PublicKey');
    expect(() => cdn.remove('young', 'PublicKey')).toThrow(/^young: it is still in use/);
    expect(await fetched('young')).toBe(200);
  });

  it('takes up changed policies and behaviours, and leaves the cache alone', async () => {
    cdn = await startCdn({
      origin: ({ path }) => answer(path, CACHED),
      before: async (make) => ({
        ResponseHeadersPolicyId: await make('Headers', 'ResponseHeadersPolicy', { Name: 'h' }),
      }),
    });
    await cdn.get('/a');
    const items = { Items: [{ Header: 'X-Own', Value: '1', Override: true }] };
    await cdn.make('Headers', 'ResponseHeadersPolicy', { Name: 'h', CustomHeadersConfig: items });
    expect((await cdn.get('/a')).headers).toMatchObject({
      'x-own': '1',
      'x-cache': 'Hit from cloudfront',
    });
    const old = { ...cdn.config, DefaultRootObject: 'a' };
    await cdn.update(old);
    expect((await cdn.get('/')).body).toBe('/a');
    await expect(cdn.update({ ...old, Origins: [] })).rejects.toThrow(/^Distribution: there is no origin/);
    expect((await cdn.get('/')).body).toBe('/a');
  });

  it('refuses what CloudFront would not change', async () => {
    cdn = await startCdn({ origin: () => answer('x') });
    const key = () => ({ Name: 'k', EncodedKey: pem(keyPair().publicKey, 'spki') });
    await cdn.make('Key', 'PublicKey', key());
    await expect(cdn.make('Key', 'PublicKey', key())).rejects.toThrow(/^Key: the EncodedKey/);
  });

  it('forgets a distribution with what was cached of it, and can have it again', async () => {
    cdn = await startCdn({ origin: () => answer('x', CACHED) });
    await cdn.get('/a');
    expect(() => cdn.remove('Access', 'OriginAccessControl')).toThrow(/still in use/);
    await cdn.remove('Distribution', 'Distribution');
    await cdn.remove('Distribution', 'Distribution');
    expect((await cdn.get('/a')).status).toBe(403);
    await cdn.update(cdn.config);
    expect((await cdn.get('/a')).headers['x-cache']).toBe('Miss from cloudfront');
  });
});

describe('several distributions', () => {
  it('are told apart by name, and the first keeps the plain one', async () => {
    cdn = await startCdn({ origin: ({ path }) => answer(path), config: { Aliases: ['one.example'] } });
    const { DefaultCacheBehavior: behavior } = cdn.config;
    const second = {
      ...cdn.config,
      Aliases: ['two.example'],
      Origins: [{ Id: 'o', DomainName: 'origin.test', OriginPath: '/second', S3OriginConfig: {} }],
      DefaultCacheBehavior: behavior,
    };
    const { ref, attributes } = await cdn.create('Second', second);
    const port = cdn.origin.split(':').at(-1);
    expect(attributes?.['DomainName']).toBe(`${ref.toLowerCase()}.localhost:${port}`);
    const body = async (host: string) => (await cdn.get('/a', { host })).body;
    expect(await body('localhost')).toBe('/a');
    expect(await body('one.example')).toBe('/a');
    expect(await body('two.example')).toBe('/second/a');
    expect(await body(`${ref.toLowerCase()}.cloudfront.net`)).toBe('/second/a');
    expect(await body(attributes!['DomainName']!)).toBe('/second/a');
    expect((await cdn.get('/a', { host: 'three.example' })).status).toBe(403);
    await expect(cdn.create('Third', { ...second, Aliases: ['one.example'] })).rejects.toThrow(/is taken/);
  });
});

describe('errors', () => {
  it('of the edge itself have the page of the distribution, too', async () => {
    cdn = await startCdn({
      origin: ({ path }) => {
        if (path === '/sorry.html') return answer('sorry');
        throw new Error('the origin is gone');
      },
      config: {
        CustomErrorResponses: [
          { ErrorCode: 502, ResponseCode: 200, ResponsePagePath: '/sorry.html' },
          { ErrorCode: 403, ResponseCode: 404, ResponsePagePath: '/sorry.html' },
        ],
      },
    });
    expect(await cdn.get('/a')).toMatchObject({ status: 200, body: 'sorry' });
    expect(await cdn.get('/a', {}, 'DELETE')).toMatchObject({ status: 404, body: 'sorry' });
  });

  it('are refused for a GET with a body, before any origin hears of it', async () => {
    cdn = await startCdn({ origin: () => answer('x') });
    expect((await cdn.get('/a', { 'content-length': '3' })).status).toBe(403);
    expect(cdn.asked).toHaveLength(0);
  });
});
