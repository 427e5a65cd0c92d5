import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PassThrough, Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startLocal } from '../test/support/local.ts';
import { median, type Figure } from './report.ts';

const MEGABYTES = 500;
const ROUNDS = 3;
const Bucket = 'bench';
const TEMPLATE = { Resources: { Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: Bucket } } } };

/**
 * S3's way of 500 MB up (a form, a presigned PUT, parts by `lib-storage`) and down, each beside a bare server
 * that streams the same bytes from the same client to a file: in turns, the median of three. Ends with the
 * memory that S3 took on top of what it held at rest.
 */
export async function benchS3(): Promise<Figure[]> {
  const aws = await startLocal({ template: TEMPLATE });
  const plain = await startPlain();
  const s3 = new S3Client(aws.client);
  const bare = new S3Client({ ...aws.client, endpoint: plain.url, forcePathStyle: true });
  try {
    const put = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'put' }));
    const get = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'put' }));
    const form = await createPresignedPost(s3, { Bucket, Key: 'form' });
    const ways: [name: string, ours: () => Promise<void>, bare: () => Promise<void>][] = [
      ['PUT', () => send('PUT', put), () => send('PUT', plain.url)],
      ['POST form', () => sendForm(form.url, form.fields), () => sendForm(plain.url, form.fields)],
      ['parts by lib-storage', () => sendParts(s3), () => sendParts(bare)],
      ['GET', () => fetchAll(get), () => fetchAll(plain.url)],
    ];
    await send('PUT', put, 20);
    const before = await residentMegabytes(aws.pid);
    const figures: Figure[] = [];
    for (const [name, ours, baseline] of ways) figures.push(await compare(name, ours, baseline));
    const peak = await residentMegabytes(aws.pid, 'VmHWM');
    figures.push({
      name: `S3: memory on top of rest, ${MEGABYTES} MB up and down`,
      value: peak - before,
      unit: 'MB',
      budget: { of: 'value', most: 150 },
    });
    return figures;
  } finally {
    s3.destroy();
    bare.destroy();
    agent.destroy();
    await plain.stop();
    await aws.stop();
  }
}

async function compare(
  name: string,
  ours: () => Promise<void>,
  baseline: () => Promise<void>,
): Promise<Figure> {
  const [measured, compared]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    compared.push(await rate(baseline));
    measured.push(await rate(ours));
  }
  return {
    name: `S3: ${MEGABYTES} MB, ${name}`,
    value: median(measured),
    unit: 'MB/s',
    baseline: { name: 'bare stream to disk', value: median(compared) },
    budget: { of: 'ratio', least: 0.7 },
  };
}

/** Megabytes a second. */
async function rate(work: () => Promise<void>): Promise<number> {
  // What the round before left to be written to disk is written now, not beside this one.
  await promisify(execFile)('sync');
  const start = performance.now();
  await work();
  return MEGABYTES / ((performance.now() - start) / 1000);
}

const agent = new Agent({ keepAlive: true });
const PIECE = Buffer.alloc(256 * 1024, 'some bytes of a film');
const pieces = (megabytes: number) => Array.from({ length: megabytes * 4 }, () => PIECE);

function send(
  method: string,
  url: string,
  megabytes = MEGABYTES,
  [head, tail, type] = [Buffer.alloc(0), Buffer.alloc(0), 'video/mp4'],
): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = head.length + megabytes * 1024 * 1024 + tail.length;
    const headers = { 'content-length': length, 'content-type': type };
    const sent = request(url, { method, agent, headers }, (response) => {
      response.resume().on('end', () => {
        if (response.statusCode! < 300) resolve();
        else reject(new Error(`${method} answered ${response.statusCode}`));
      });
    });
    sent.on('error', reject);
    Readable.from([head, ...pieces(megabytes), tail], { objectMode: false }).pipe(sent);
  });
}

function sendForm(url: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const boundary = 'a-boundary-of-this-form';
  const disposition = (name: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
  const texts = Object.entries(fields).map(([name, value]) => `${disposition(name)}\r\n\r\n${value}\r\n`);
  const head = `${texts.join('')}${disposition('file')}; filename="film.mp4"\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const type = `multipart/form-data; boundary=${boundary}`;
  return send('POST', url, MEGABYTES, [Buffer.from(head), Buffer.from(tail), type]);
}

async function sendParts(client: S3Client): Promise<void> {
  const Body = Readable.from(pieces(MEGABYTES), { objectMode: false }).pipe(new PassThrough());
  const partSize = 16 * 1024 * 1024;
  await new Upload({ client, params: { Bucket, Key: 'parts', Body }, partSize, queueSize: 4 }).done();
}

function fetchAll(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      let size = 0;
      response.on('data', (chunk: Buffer) => (size += chunk.length));
      response.on('end', () =>
        size === MEGABYTES * 1024 * 1024 ? resolve() : reject(new Error(`${size} bytes came`)),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** `VmRSS` now, or its highest so far (`VmHWM`). */
async function residentMegabytes(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
}

async function startPlain(): Promise<{ url: string; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'plain-'));
  const script = join(import.meta.dirname, 's3-plain-server.ts');
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    url: line.toString().trim(),
    async stop() {
      child.kill();
      await once(child, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
