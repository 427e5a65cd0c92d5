import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';
import { ECHO, template } from './template.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof rsa.publicKey) => key.export({ type: 'spki', format: 'pem' }).toString();
const secret = (key: typeof rsa.privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

export const LONG = 'a line that repeats itself\n'.repeat(200);
export const API = '/2020-05-31/distribution';

/** The template, running, with objects in its bucket, its CDN's address and its API. */
export async function startBench() {
  const place = await newPlace();
  const folder = await mkdtemp(join(tmpdir(), 'cdn-'));
  const keys = {
    rsa: pem(rsa.publicKey),
    elliptic: pem(elliptic.publicKey),
    stranger: pem(stranger.publicKey),
  };
  await writeFile(join(folder, 'template.json'), JSON.stringify(template(keys)));
  await mkdir(join(folder, 'echo'));
  await writeFile(join(folder, 'echo', 'index.mjs'), ECHO);
  let aws: LocalAws;
  let s3: S3Client;
  const boot = async () => {
    aws = await startLocal({ template: join(folder, 'template.json'), place });
    s3 = new S3Client({ ...aws.client, forcePathStyle: true });
  };
  await boot();
  const cdn = `http://127.0.0.1:${new URL(aws!.urls.cdn).port}`;
  const put = (Key: string, Body: string, more: { ContentType?: string; CacheControl?: string } = {}) =>
    s3.send(
      new PutObjectCommand({ Bucket: aws.outputs['Bucket'], Key, Body, ContentType: 'text/plain', ...more }),
    );
  await Promise.all([
    put('film.ts', '0123456789'),
    put('private/film.ts', 'for those who may'),
    put('private/other.ts', 'another'),
    put('long.txt', LONG),
    put('small.txt', 'short'),
    put('index.html', 'the root', { ContentType: 'text/html' }),
    put('missing.html', 'our own page', { ContentType: 'text/html' }),
    put('public/open-1.txt', 'open'),
    put('unsigned/film.ts', 'never'),
  ]);
  let references = 0;

  return {
    cdn,
    outputs: aws!.outputs,
    urls: aws!.urls,
    put,
    s3: () => s3,

    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(`${cdn}${path}`, { method, headers: { 'accept-encoding': 'identity', ...headers } }),

    /** `fetch` tidies paths up and sets its own Host: this does neither. */
    raw(path: string, headers: Record<string, string>, method = 'GET') {
      type Answer = { status: number; headers: Record<string, unknown>; body: Buffer };
      return new Promise<Answer>((resolve, reject) => {
        const { port } = new URL(cdn);
        const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        });
        sent.on('error', reject);
        sent.end();
      });
    },

    /** What a signer of the SDK signs with. */
    signer: (key: 'rsa' | 'elliptic' | 'stranger' = 'rsa') =>
      ({
        rsa: { keyPairId: aws.outputs['RsaKey']!, privateKey: secret(rsa.privateKey) },
        elliptic: { keyPairId: aws.outputs['EllipticKey']!, privateKey: secret(elliptic.privateKey) },
        stranger: { keyPairId: aws.outputs['StrangerKey']!, privateKey: secret(stranger.privateKey) },
      })[key],

    /** A signed call of the API, as an SDK would send it. */
    async api(method: string, path: string, body = '', wrong: { secretAccessKey?: string } = {}) {
      const { hostname, port } = new URL(aws.urls.aws);
      const signed = await new SignatureV4({
        credentials: { ...aws.credentials, ...wrong },
        region: aws.region,
        service: 'cloudfront',
        sha256: Sha256,
      }).sign({
        method,
        protocol: 'http:',
        hostname,
        port: Number(port),
        path,
        query: {},
        headers: { host: `${hostname}:${port}`, 'content-type': 'application/xml' },
        ...(body && { body }),
      });
      const response = await fetch(`${aws.urls.aws}${path}`, {
        method,
        headers: signed.headers,
        ...(body && { body }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    },

    invalidate(paths: readonly string[], reference = `reference-${++references}`) {
      return this.api('POST', `${API}/${aws.outputs['Distribution']}/invalidation`, batch(paths, reference));
    },

    /** Ends the process, by `kill -9` or in order, and starts another on the same data. */
    async again(how: 'kill' | 'stop') {
      await aws[how]();
      s3.destroy();
      await boot();
    },

    async stop() {
      s3.destroy();
      await aws.stop();
      await removePlace(place);
      await rm(folder, { recursive: true });
    },
  };
}

export type Bench = Awaited<ReturnType<typeof startBench>>;

/** The document of a CreateInvalidation. */
export const batch = (paths: readonly string[], reference: string, quantity = paths.length) =>
  `<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">` +
  `<Paths><Quantity>${quantity}</Quantity><Items>${paths.map((path) => `<Path>${path}</Path>`).join('')}</Items></Paths>` +
  `<CallerReference>${reference}</CallerReference></InvalidationBatch>`;

/** In seconds. */
export const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

/** A custom policy that ends in an hour. */
export const policy = (Resource: string, more: object = {}) =>
  JSON.stringify({
    Statement: [{ Resource, Condition: { DateLessThan: { 'AWS:EpochTime': inAnHour() }, ...more } }],
  });
