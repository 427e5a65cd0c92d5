import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { CredentialSet } from './credentials.ts';
import { verifySignature, type SignedRequest } from './sigv4.ts';
import { testRuntime } from './testing.ts';

const { runtime, dispose } = testRuntime();
afterAll(dispose);
const NOW = Date.UTC(2026, 0, 31, 9, 30);
const HOST = '127.0.0.1:4566';

interface Signing {
  readonly credentials?: CredentialSet;
  readonly service?: string;
  readonly region?: string;
  readonly at?: number;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A request as an SDK signs it, in the form in which it arrives. */
async function signed(signing: Signing = {}): Promise<SignedRequest> {
  const { credentials = runtime.credentials.root, service = 'dynamodb', at = NOW, query = {} } = signing;
  const { region = 'us-east-1', headers = { 'x-amz-target': 'T.GetItem' }, body = '{"a":1}' } = signing;
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const { headers: all } = await signer.sign(
    {
      ...{ method: 'POST', protocol: 'http:', hostname: '127.0.0.1', port: 4566 },
      ...{ path: '/a%20b', query, headers: { host: HOST, ...headers }, body },
    },
    { signingDate: new Date(at) },
  );
  const text = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return { method: 'POST', path: '/a%20b', query: text.join('&'), headers: all, body };
}

const verify = (request: SignedRequest, { service = 'dynamodb', now = NOW } = {}) =>
  verifySignature(request, { credentials: runtime.credentials, service, region: 'us-east-1', now });

/** The code of the refusal; `undefined` when there was none. */
function refusal(request: SignedRequest, options?: Parameters<typeof verify>[1]): unknown {
  try {
    verify(request, options);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

describe('a signed request', () => {
  it('tells who signed it', async () => {
    expect(verify(await signed())).toMatchObject({ kind: 'root' });
    const session = runtime.credentials.forRole('arn:aws:iam::000000000000:role/r', 's', 1e10);
    expect(verify(await signed({ credentials: session }))).toMatchObject({ kind: 'role', sessionName: 's' });
  });

  it('is good for what was signed and nothing else', async () => {
    const request = await signed({ query: { a: '1' } });
    const others: Partial<SignedRequest>[] = [
      { method: 'PUT' },
      { path: '/a%20c' },
      { path: '/a%2520b' },
      { path: '/x/../a%20b' },
      { query: 'a=2' },
      { query: 'a=1&a=1' },
      { query: '' },
      { body: '{"a":2}' },
      { headers: { ...request.headers, host: 'elsewhere' } },
      { headers: { ...request.headers, 'x-amz-target': 'T.DeleteItem' } },
    ];
    expect(refusal(request)).toBeUndefined();
    for (const other of others) expect(refusal({ ...request, ...other })).toBe('SignatureDoesNotMatch');
  });

  it('takes no header that it did not sign: an operation could be put under any signature', async () => {
    const request = await signed({ headers: {} });
    expect(refusal(request)).toBeUndefined();
    const headers = { ...request.headers, 'x-amz-target': 'T.DeleteItem' };
    expect(refusal({ ...request, headers })).toBe('IncompleteSignature');
  });

  it('reads a plus as the services do, so that an escaped one cannot be replayed as a space', async () => {
    const request = await signed({ query: { prefix: 'a+b' } });
    expect(request.query).toBe('prefix=a%2Bb');
    expect(refusal(request)).toBeUndefined();
    expect(refusal({ ...request, query: 'prefix=a+b' })).toBe('SignatureDoesNotMatch');
  });

  it('is for one service and one region', async () => {
    expect(refusal(await signed(), { service: 'sqs' })).toBe('SignatureDoesNotMatch');
    expect(refusal(await signed({ region: 'eu-west-1' }))).toBe('SignatureDoesNotMatch');
  });

  it('is good for five minutes, either way', async () => {
    const request = await signed();
    for (const minutes of [-4, 4]) expect(refusal(request, { now: NOW + minutes * 60_000 })).toBeUndefined();
    for (const minutes of [-6, 6])
      expect(refusal(request, { now: NOW + minutes * 60_000 })).toBe('RequestTimeTooSkewed');
  });

  it('is nobody’s with the token of another session, without its own, or after the session’s end', async () => {
    const session = (name: string, seconds?: number) =>
      runtime.credentials.forRole(`arn:aws:iam::000000000000:role/${name}`, 's', seconds);
    const mine = await signed({ credentials: session('a', 1e10) });
    const token = session('b', 1e10).sessionToken!;
    const { 'x-amz-security-token': own, ...without } = mine.headers;
    for (const headers of [
      { ...without, 'x-amz-security-token': token },
      { ...without, 'x-amz-security-token': `${own}.` },
      without,
    ])
      expect(refusal({ ...mine, headers })).toBe('InvalidClientTokenId');
    expect(refusal(await signed({ credentials: session('a', -1) }))).toBe('ExpiredToken');
  });

  it('is refused when any character of its authorization is another', async () => {
    const request = await signed();
    const authorization = request.headers['authorization']!;
    const place = fc.nat({ max: authorization.length - 1 });
    fc.assert(
      fc.property(place, fc.constantFrom('0', 'a', 'Z', '/', ',', '='), (at, character) => {
        // Names of headers are the same in capitals, and blanks between the parts say nothing.
        fc.pre(authorization[at] !== ' ' && authorization[at]!.toLowerCase() !== character.toLowerCase());
        const altered = authorization.slice(0, at) + character + authorization.slice(at + 1);
        expect(
          refusal({ ...request, headers: { ...request.headers, authorization: altered } }),
        ).toBeDefined();
      }),
    );
  });
});
