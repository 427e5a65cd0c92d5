import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsError } from '../../../runtime/errors.ts';
import type { AccessRequest } from '../../../runtime/principal.ts';
import { allowAll } from '../../../runtime/testing.ts';
import { startS3, type S3Fixture } from '../testing.ts';

describe('a form made by createPresignedPost', () => {
  let fixture: S3Fixture;
  let asked: AccessRequest[] = [];
  let refuse = false;
  let now = Date.now();
  const KEY = 'owner/1/source.mp4';

  beforeAll(async () => {
    const iam = {
      ...allowAll,
      authorize(request: AccessRequest) {
        asked.push(request);
        if (refuse)
          throw new AwsError('AccessDeniedException', 'User is not authorized to perform: s3:PutObject', 403);
      },
    };
    fixture = await startS3({ peers: { iam }, clock: { now: () => now } });
    await fixture.createBucket();
  });
  afterAll(() => fixture.stop());

  const sign = (options: Partial<PresignedPostOptions> = {}, client = fixture.client) =>
    createPresignedPost(client, {
      Bucket: 'uploads',
      Key: KEY,
      Fields: { 'x-amz-meta-owner': 'ann', 'Content-Type': 'video/mp4' },
      Conditions: [
        ['content-length-range', 4, 100],
        ['starts-with', '$x-amz-meta-note', 'n-'],
      ],
      Expires: 600,
      ...options,
    });

  async function post(
    form: { url: string; fields: Record<string, string> },
    changes: Record<string, string | undefined> = {},
    file: Blob | undefined = new Blob(['a video']),
    filename = 'clip.mp4',
  ) {
    const body = new FormData();
    const fields = { ...form.fields, 'x-amz-meta-note': 'n-1', ...changes };
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.append(name, value);
    if (file) body.append('file', file, filename);
    const response = await fetch(form.url, { method: 'POST', body, redirect: 'manual' });
    const text = await response.text();
    const part = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(text)?.[1];
    return {
      status: response.status,
      headers: response.headers,
      text,
      code: part('Code'),
      message: part('Message'),
      part,
    };
  }
  const files = () =>
    readdirSync(join(fixture.runtime.directory('s3'), 'objects'), { recursive: true }).filter(
      (name) => String(name).length > 3,
    ).length;

  test('takes its signature as it was made: not in capitals, with nothing behind it', async () => {
    const form = await sign();
    const signature = form.fields['X-Amz-Signature']!;
    for (const altered of [signature.toUpperCase(), `${signature}zz`, `${signature} `])
      expect(await post(form, { 'X-Amz-Signature': altered })).toMatchObject({
        status: 403,
        code: 'SignatureDoesNotMatch',
      });
  });

  test('is accepted and stores the object with its fixed type and metadata', async () => {
    const response = await post(await sign());
    expect([response.status, response.text]).toEqual([204, '']);
    const head = await fixture.client.send(new HeadObjectCommand({ Bucket: 'uploads', Key: KEY }));
    expect(head).toMatchObject({
      ContentType: 'video/mp4',
      ContentLength: 7,
      Metadata: { owner: 'ann', note: 'n-1' },
    });
    expect(response.headers.get('etag')).toBe(head.ETag);
  });

  test.each<[string, Record<string, string | undefined>, number, string, RegExp]>([
    [
      'another key',
      { key: 'owner/2/source.mp4' },
      403,
      'AccessDenied',
      /Policy Condition failed: \["eq", "\$key", "owner\/1\/source.mp4"\]$/,
    ],
    [
      'other metadata',
      { 'x-amz-meta-owner': 'bob' },
      403,
      'AccessDenied',
      /Policy Condition failed: \["eq", "\$x-amz-meta-owner", "ann"\]$/,
    ],
    [
      'another type',
      { 'Content-Type': 'text/html' },
      403,
      'AccessDenied',
      /Policy Condition failed: \["eq", "\$Content-Type", "video\/mp4"\]$/,
    ],
    [
      'a wrong prefix',
      { 'x-amz-meta-note': 'm-1' },
      403,
      'AccessDenied',
      /Policy Condition failed: \["starts-with", "\$x-amz-meta-note", "n-"\]$/,
    ],
    ['a field left out', { 'x-amz-meta-note': undefined }, 403, 'AccessDenied', /Policy Condition failed/],
    [
      'an extra field',
      { 'x-amz-meta-admin': 'true' },
      403,
      'AccessDenied',
      /^Invalid according to Policy: Extra input fields: x-amz-meta-admin$/,
    ],
    [
      'an altered signature',
      { 'X-Amz-Signature': 'ab'.repeat(32) },
      403,
      'SignatureDoesNotMatch',
      /signature we calculated/,
    ],
    [
      'an altered policy',
      { Policy: Buffer.from('{}').toString('base64') },
      403,
      'SignatureDoesNotMatch',
      /signature/,
    ],
    [
      'an unknown key id',
      {
        'X-Amz-Credential': 'AKIAUNKNOWN/20260101/us-east-1/s3/aws4_request',
        'X-Amz-Date': '20260101T000000Z',
      },
      403,
      'InvalidAccessKeyId',
      /does not exist/,
    ],
    ['no policy', { Policy: undefined }, 400, 'InvalidArgument', /field named 'Policy'/],
    ['no key', { key: undefined }, 400, 'InvalidArgument', /field named 'key'/],
  ])('is refused with %s', async (_name, changes, status, code, message) => {
    const before = files();
    const response = await post(await sign(), changes);
    expect([response.status, response.code]).toEqual([status, code]);
    expect(response.message).toMatch(message);
    expect(files()).toBe(before);
  });

  test('may carry fields that are to be ignored', async () => {
    expect((await post(await sign(), { 'x-ignore-me': '1' })).status).toBe(204);
  });

  test('is refused when it has expired', async () => {
    const form = await sign({ Expires: 1 });
    now += 2000;
    expect(await post(form)).toMatchObject({
      status: 403,
      code: 'AccessDenied',
      message: 'Invalid according to Policy: Policy expired.',
    });
  });

  test('is refused for another bucket than it was made for', async () => {
    await fixture.createBucket({}, 'others');
    const form = await sign();
    const response = await post({ ...form, url: form.url.replace('/uploads', '/others') });
    expect([response.status, response.code]).toEqual([403, 'AccessDenied']);
  });

  test('is refused for a file that is too large or too small, with the sizes', async () => {
    const before = files();
    const large = await post(await sign(), {}, new Blob(['x'.repeat(101)]));
    expect([large.status, large.code, large.part('ProposedSize'), large.part('MaxSizeAllowed')]).toEqual([
      400,
      'EntityTooLarge',
      '101',
      '100',
    ]);
    const small = await post(await sign(), {}, new Blob(['x']));
    expect([small.status, small.code]).toEqual([400, 'EntityTooSmall']);
    expect(files()).toBe(before);
  });

  test('gets its answer even when much more follows than anybody reads', async () => {
    const response = await post(await sign(), { key: 'elsewhere' }, new Blob([Buffer.alloc(20_000_000)]));
    expect([response.status, response.code]).toEqual([403, 'AccessDenied']);
    const large = await post(await sign(), {}, new Blob([Buffer.alloc(20_000_000)]));
    expect([large.code, large.part('ProposedSize')]).toEqual(['EntityTooLarge', '20000000']);
  });

  test('puts the name of the file, and nothing of its path, in place of ${filename}', async () => {
    const form = await sign({ Key: 'owner/${filename}' });
    expect((await post(form, {}, new Blob(['abcd']), 'C:\\temp\\Ü b.mp4')).status).toBe(204);
    await fixture.client.send(new HeadObjectCommand({ Bucket: 'uploads', Key: 'owner/Ü b.mp4' }));
  });

  test('answers 201 with a document, or redirects, when the policy says so', async () => {
    const created = await post(await sign({ Fields: { success_action_status: '201' } }));
    expect([created.status, created.part('Bucket'), created.part('Key')]).toEqual([201, 'uploads', KEY]);
    const form = await sign({ Fields: { success_action_redirect: 'https://example.com/done?a=1' } });
    const redirected = await post(form);
    const location = new URL(redirected.headers.get('location')!);
    expect([redirected.status, location.origin, location.searchParams.get('key')]).toEqual([
      303,
      'https://example.com',
      KEY,
    ]);
  });

  test('signed by a role stands under that role’s policies', async () => {
    const credentials = fixture.runtime.credentials.forRole(
      'arn:aws:iam::000000000000:role/create-upload',
      'session',
    );
    const client = new S3Client({ endpoint: fixture.url, region: 'us-east-1', credentials });
    const form = await sign({}, client);
    asked = [];
    expect((await post(form)).status).toBe(204);
    expect(asked).toMatchObject([
      {
        caller: { kind: 'role', sessionName: 'session' },
        action: 's3:PutObject',
        resource: `arn:aws:s3:::uploads/${KEY}`,
      },
    ]);
    refuse = true;
    const refused = await post(form);
    refuse = false;
    expect([refused.status, refused.code]).toEqual([403, 'AccessDenied']);
  });

  test('signed by a session that has ended is refused', async () => {
    const credentials = fixture.runtime.credentials.forRole('arn:aws:iam::000000000000:role/r', 's', 1);
    const form = await sign({}, new S3Client({ endpoint: fixture.url, region: 'us-east-1', credentials }));
    now += 2000;
    const response = await post(form);
    now -= 2000;
    expect([response.status, response.code]).toEqual([400, 'ExpiredToken']);
  });

  test('ignores whatever follows the file', async () => {
    const form = await sign();
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, 'x-amz-meta-note': 'n-1' }))
      body.append(name, value);
    body.append('file', new Blob(['abcd']), 'a.mp4');
    body.append('key', 'elsewhere');
    expect((await fetch(form.url, { method: 'POST', body })).status).toBe(204);
    const got = await fixture.client.send(new GetObjectCommand({ Bucket: 'uploads', Key: KEY }));
    expect(await got.Body!.transformToString()).toBe('abcd');
  });

  test('is refused when a field is given twice, without a file, or not well-formed', async () => {
    const form = await sign();
    const twice = new FormData();
    for (const [name, value] of Object.entries(form.fields)) twice.append(name, value);
    twice.append('key', KEY);
    twice.append('file', new Blob(['abcd']));
    expect((await fetch(form.url, { method: 'POST', body: twice })).status).toBe(400);
    const none = new FormData();
    for (const [name, value] of Object.entries(form.fields)) none.append(name, value);
    expect(await (await fetch(form.url, { method: 'POST', body: none })).text()).toContain(
      'IncorrectNumberOfFilesInPostRequest',
    );
    const torn = await fetch(form.url, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx\r\n--b\r\nContent-Disp',
    });
    expect([torn.status, await torn.text()]).toEqual([400, expect.stringContaining('MalformedPOSTRequest')]);
  });

  test('a metadata field with a line break is refused, not written into answers', async () => {
    const form = await sign({
      Conditions: [
        ['starts-with', '$x-amz-meta-note', ''],
        ['starts-with', '$x-amz-meta-free', ''],
      ],
    });
    const response = await post(form, { 'x-amz-meta-free': 'a\r\nset-cookie: b=c' });
    expect([response.status, response.code]).toEqual([400, 'InvalidArgument']);
  });
});
