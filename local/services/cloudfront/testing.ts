import { generateKeyPairSync, type KeyPairKeyObjectResult } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import type { Clock } from '../../runtime/clock.ts';
import type { OriginRequest, OriginResponse } from '../../runtime/runtime.ts';
import { testRuntime } from '../../runtime/testing.ts';
import { createCloudFront } from './index.ts';

export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
export const CACHING_OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A clock that stands still until a test moves it. */
export function manualClock(
  now = Date.parse('2026-01-01T00:00:00Z'),
): Clock & { now(): number; advance(ms: number): void } {
  let current = now;
  return { now: () => current, advance: (ms) => void (current += ms) };
}

export const keyPair = (): KeyPairKeyObjectResult => generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pem = (key: KeyPairKeyObjectResult['privateKey'], type: 'spki' | 'pkcs8') =>
  key.export({ type, format: 'pem' } as { type: 'pkcs8'; format: 'pem' }).toString();

/** An origin's answer with a text body. */
export const answer = (body: string, headers: Record<string, string> = {}, status = 200): OriginResponse => ({
  status,
  headers: { 'content-type': 'text/plain', 'content-length': String(Buffer.byteLength(body)), ...headers },
  body: Readable.from([Buffer.from(body)]),
});

/** Makes one resource from its configuration and answers with its id. */
export type Make = (logicalId: string, type: string, config: object) => Promise<string>;

/** A running CDN in front of one origin, `origin.test`, that a test plays. */
export async function startCdn(options: {
  readonly origin: (request: OriginRequest) => OriginResponse | Promise<OriginResponse>;
  /** Members of the default behaviour beside its origin; the origin is signed for. */
  readonly behavior?: Record<string, unknown>;
  readonly config?: Record<string, unknown>;
  /** Makes what the distribution names by id, and answers with the members of the default behaviour that name it. */
  readonly before?: (make: Make) => Promise<Record<string, unknown>>;
  readonly clock?: Clock;
}) {
  const { runtime, dispose } = testRuntime({}, options.clock ? { clock: options.clock } : {});
  const asked: OriginRequest[] = [];
  runtime.origins.register('origin.test', async (received) => {
    asked.push(received);
    return options.origin(received);
  });
  const service = createCloudFront(runtime);
  await service.start?.();
  const make: Make = async (logicalId, type, config) => {
    const properties = { [`${type}Config`]: config };
    return (await service.create({ logicalId, type: `AWS::CloudFront::${type}`, properties })).ref;
  };
  const named = await options.before?.(make);
  const accessControl = await make('Access', 'OriginAccessControl', { Name: 'a', SigningBehavior: 'always' });
  const config = {
    Enabled: true,
    Origins: [
      { Id: 'o', DomainName: 'origin.test', OriginAccessControlId: accessControl, S3OriginConfig: {} },
    ],
    DefaultCacheBehavior: {
      TargetOriginId: 'o',
      CachePolicyId: CACHING_OPTIMIZED,
      ViewerProtocolPolicy: 'redirect-to-https',
      ...options.behavior,
      ...named,
    },
    ...options.config,
  };
  const create = async (logicalId: string, DistributionConfig: object) =>
    service.create({
      logicalId,
      type: 'AWS::CloudFront::Distribution',
      properties: { DistributionConfig },
    });
  const { ref: id, attributes } = await create('Distribution', config);
  const host = attributes!['DomainName']!;
  return {
    id,
    runtime,
    asked,
    config,
    make,
    create,
    /** Changes the distribution. */
    update: (changed: object) => create('Distribution', changed),
    remove: (logicalId: string, type: string) =>
      service.delete?.({ logicalId, type: `AWS::CloudFront::${type}`, properties: {} }),
    origin: `http://${host}`,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      send(host, path, headers, method),
    stop: async () => {
      await service.stop?.();
      dispose();
    },
  };
}

export type Cdn = Awaited<ReturnType<typeof startCdn>>;

/** Sends the path as it is: `fetch` would tidy it up. */
function send(host: string, path: string, headers: Record<string, string>, method: string): Promise<Reply> {
  const port = host.split(':')[1]!;
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { host, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    // A body that is announced and never comes must keep nobody waiting.
    if ('content-length' in headers) sent.flushHeaders();
    else sent.end();
  });
}
