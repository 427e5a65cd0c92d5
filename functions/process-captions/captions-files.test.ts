import { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { answering, type WireAnswer } from '../shared/testing.ts';
import { captionsFiles } from './captions-files.ts';

const calls: string[] = [];
let answer: WireAnswer;
beforeEach(() => {
  calls.length = 0;
  answer = { status: 200 };
});
const client = new S3Client(
  answering(({ method, path }) => {
    calls.push(`${method} ${path}`);
    return answer;
  }),
);
client.middlewareStack.add(
  (next) => (args) => {
    const { headers } = args.request as { headers: Record<string, string> };
    if (headers['if-none-match']) calls.push(`only if none matches ${headers['if-none-match']}`);
    return next(args);
  },
  { step: 'finalizeRequest' },
);
const files = captionsFiles({ client, name: 'uploads' }, { client, name: 'outputs' });
const EN = { videoId: 'v', language: 'en', revision: 'R1' };

describe('the files of captions', () => {
  test('are written once: one that is there stays', async () => {
    answer = { status: 412, body: '<Error><Code>PreconditionFailed</Code></Error>' };
    await files.write(EN, 'WEBVTT');
    expect(calls).toEqual([
      'only if none matches *',
      expect.stringMatching(/^PUT .*\/videos\/v\/captions\/en-R1\/captions.vtt$/),
    ]);
  });

  test('are not taken for written when they could not be', async () => {
    answer = { status: 503, body: '<Error><Code>SlowDown</Code></Error>' };
    await expect(files.write(EN, 'WEBVTT')).rejects.toThrow();
  });

  test('are read whole, unless they are larger than any form allows', async () => {
    answer = { status: 200, body: 'WEBVTT', headers: { 'content-length': '6' } };
    expect(Buffer.from((await files.read(EN))!).toString()).toBe('WEBVTT');
    answer = { ...answer, headers: { 'content-length': '2000001' } };
    expect(await files.read(EN)).toBeUndefined();
  });

  test('have a key each, as sent and as shown', async () => {
    answer = { status: 204 };
    await files.remove(EN);
    await files.discard(EN);
    expect(calls).toEqual([
      expect.stringMatching(/^DELETE .*\/videos\/v\/captions\/en-R1\/captions.vtt$/),
      expect.stringMatching(/^DELETE .*\/captions\/v\/en\/R1$/),
    ]);
  });
});
