import { openAsBlob } from 'node:fs';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { graphql } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { CREATE_UPLOAD, createUpload, postForm, readVideo, settled } from './support/videos.ts';

const outputs = inject('outputs');

let owner: Person;
beforeAll(async () => {
  owner = await newPerson(outputs);
});

const errorCode = async (response: Response) => ({
  status: response.status,
  code: /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1],
});

describe('a form that is not as it was signed', () => {
  const small = new Blob(['0123456789']);

  it('with more bytes than declared is EntityTooLarge', async () => {
    const ticket = await createUpload(outputs, owner, 5);
    expect(await errorCode(await postForm(ticket, small))).toEqual({ status: 400, code: 'EntityTooLarge' });
  });

  it.each<[string, (fields: Map<string, string>) => void, number, string]>([
    ['another type', (fields) => fields.set('Content-Type', 'text/html'), 403, 'AccessDenied'],
    ['another key', (fields) => fields.set('key', 'uploads/somebody-else/source'), 403, 'AccessDenied'],
    ['an extra field', (fields) => fields.set('x-amz-meta-owner', 'me'), 403, 'AccessDenied'],
    [
      'an altered signature',
      (fields) => fields.set('X-Amz-Signature', '0'.repeat(64)),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'an altered policy',
      (fields) => {
        const policy = JSON.parse(Buffer.from(fields.get('Policy')!, 'base64').toString()) as {
          expiration: string;
        };
        policy.expiration = '2099-01-01T00:00:00Z';
        fields.set('Policy', Buffer.from(JSON.stringify(policy)).toString('base64'));
      },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'a foreign key id',
      (fields) =>
        fields.set(
          'X-Amz-Credential',
          fields.get('X-Amz-Credential')!.replace(/^\w+/, 'AKIAFOREIGN0000000000'),
        ),
      403,
      'InvalidAccessKeyId',
    ],
  ])('with %s is refused', async (_name, spoil, status, code) => {
    const ticket = await createUpload(outputs, owner, 10);
    expect(await errorCode(await postForm(ticket, small, spoil))).toEqual({ status, code });
    expect(await readVideo(outputs, owner, ticket.videoId)).toMatchObject({ status: 'AWAITING_UPLOAD' });
  });
});

describe('a form that somebody else made', () => {
  const video = new Blob(['0123456789']);
  const { awsEndpoint, rootCredentials } = outputs.custom.playhead;

  /** The ticket with its fields signed anew, for the same key. */
  async function signedAnew(credentials: typeof rootCredentials, Expires: number) {
    const ticket = await createUpload(outputs, owner, 10);
    const client = new S3Client({
      endpoint: awsEndpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
    });
    const Bucket = ticket.fields!.find(({ name }) => name === 'bucket')!.value;
    const Key = ticket.fields!.find(({ name }) => name === 'key')!.value;
    const { url, fields } = await createPresignedPost(client, { Bucket, Key, Expires });
    return { ...ticket, url, fields: Object.entries(fields).map(([name, value]) => ({ name, value })) };
  }

  it('is refused once its policy has expired', async () => {
    const ticket = await signedAnew(rootCredentials, 1);
    await vi.waitFor(
      async () => {
        const response = await postForm(ticket, video);
        expect([response.status, await response.text()]).toEqual([
          403,
          expect.stringContaining('<Message>Invalid according to Policy: Policy expired.</Message>'),
        ]);
      },
      { timeout: 5000, interval: 500 },
    );
  });

  it('is refused when its key is nobody’s here', async () => {
    const ticket = await signedAnew({ accessKeyId: 'AKIAFOREIGN000000000', secretAccessKey: 'x' }, 600);
    expect(await errorCode(await postForm(ticket, video))).toEqual({
      status: 403,
      code: 'InvalidAccessKeyId',
    });
  });
});

describe('a request for an upload that cannot be', () => {
  it.each<[string, Record<string, unknown>]>([
    ['more than 50 GB', { sizeBytes: 50 * 1024 ** 3 + 1 }],
    ['a negative size', { sizeBytes: -1 }],
    ['half a byte', { sizeBytes: 1.5 }],
    ['an empty title', { title: '' }],
    ['a title of a megabyte', { title: 'x'.repeat(1024 * 1024) }],
    ['six genres', { genres: ['a', 'b', 'c', 'd', 'e', 'f'] }],
    ['a language that is none', { language: 'not a language' }],
    ['a type that is no video', { contentType: 'text/html' }],
    ['an empty file name', { filename: '' }],
  ])('(%s) is a BadRequest', async (_name, more) => {
    const input = {
      title: 'A test',
      kind: 'SHORT',
      filename: 'a.mp4',
      contentType: 'video/mp4',
      sizeBytes: 10,
      ...more,
    };
    const { data, errors } = await graphql(outputs, owner, CREATE_UPLOAD, { input });
    expect(errors).toMatchObject([{ errorType: 'BadRequest', data: null }]);
    expect(data).toBeNull();
  });
});

describe('a file name', () => {
  it.concurrent.each([
    'my holiday (1).final.MOV',
    'a+b%20c%.mp4',
    `it's "quoted".mp4`,
    '🎬 été.mp4',
    'no-extension',
    '../../etc/passwd',
  ])('such as %s ends READY', async (filename) => {
    const file = await openAsBlob(await fixture('tiny'));
    const ticket = await createUpload(outputs, owner, file.size, { filename, title: filename });
    expect((await postForm(ticket, file)).ok).toBe(true);
    expect(await settled(outputs, owner, ticket.videoId)).toMatchObject({ status: 'READY' });
  });
});
