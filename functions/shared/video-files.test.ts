import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { captionsUploadKey, hlsBase, pinnedKey, posterBase, sourceKey } from '../../model/keys.ts';
import { answering, ID, type WireAnswer, type WireRequest } from './testing.ts';
import {
  deleteAttempt,
  deleteCaptionUploads,
  deleteOutputs,
  deletePosters,
  deleteSource,
} from './video-files.ts';

/** S3's wire, as far as it is spoken here: a bucket that lists, and deletes, what is below a prefix. */
let keys: Set<string>;
let calls: string[];
let refusal: string | undefined;
const PAGE = 1_000;

const bucket = {
  name: 'bucket',
  client: new S3Client(
    answering((request) => {
      if (request.method === 'GET') return list(request);
      if (request.method === 'POST') return deleteMany(request);
      calls.push('delete');
      keys.delete(decodeURIComponent(request.path).replace(/^\//, ''));
      return { status: 204 };
    }),
  ),
};

function list({ query }: WireRequest): WireAnswer {
  calls.push('list');
  const after = String(query['continuation-token'] ?? '');
  const found = [...keys].filter((key) => key.startsWith(String(query['prefix'])) && key > after).sort();
  const page = found.slice(0, PAGE);
  const next = found.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  return {
    status: 200,
    body: `<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${next}${contents}</ListBucketResult>`,
  };
}

function deleteMany({ body }: WireRequest): WireAnswer {
  const named = [...body.matchAll(/<Key>(.*?)<\/Key>/g)].map((match) => match[1]!);
  calls.push(`delete ${named.length}`);
  for (const key of named) if (key !== refusal) keys.delete(key);
  const error = refusal ? `<Error><Key>${refusal}</Key><Code>InternalError</Code></Error>` : '';
  return { status: 200, body: `<DeleteResult>${error}</DeleteResult>` };
}

beforeEach(() => {
  keys = new Set();
  calls = [];
  refusal = undefined;
});

const fill = (videoId: string, count: number) => {
  for (let index = 0; index < count; index += 1)
    keys.add(`${hlsBase(videoId, 1, 'FULL')}_${String(index).padStart(5, '0')}.cmfv`);
};

describe('a video’s outputs', () => {
  test('go a thousand at a time, however many there are', async () => {
    fill(ID, 2_500);
    await deleteOutputs(bucket, ID);
    expect(keys.size).toBe(0);
    expect(calls).toEqual(['list', 'delete 1000', 'list', 'delete 1000', 'list', 'delete 500']);
  });

  test('that are gone are no error', async () => {
    await deleteOutputs(bucket, ID);
    expect(calls).toEqual(['list']);
  });

  test('that S3 does not delete are an error, so that it is tried again', async () => {
    fill(ID, 2);
    refusal = [...keys][0]!;
    await expect(deleteOutputs(bucket, ID)).rejects.toThrow(refusal);
    refusal = undefined;
    await deleteOutputs(bucket, ID);
    expect(keys.size).toBe(0);
  });
});

test('of one attempt its files and posters go, and those of the others stay', async () => {
  const made = (attempt: number) => [
    `${hlsBase(ID, attempt, 'FULL')}_00000.cmfv`,
    `${posterBase('token', attempt)}.0000001.jpg`,
  ];
  keys = new Set([...made(1), ...made(2), ...made(12)]);
  await deleteAttempt(bucket, { id: ID, posterToken: 'token' }, 1);
  expect([...keys]).toEqual([...made(2), ...made(12)]);
  await deleteAttempt(bucket, { id: ID }, 2);
  expect([...keys]).toEqual([...made(2).slice(1), ...made(12)]);
});

test('nothing of another video is ever touched, whatever the ids are', async () => {
  const plain = fc.stringMatching(/^[0-9A-Z]{1,4}$/);
  const anything = fc.oneof(plain, fc.constantFrom('', '/', '.', '..', 'A/1', '../A', 'A/1/hls'));
  await fc.assert(
    fc.asyncProperty(anything, fc.uniqueArray(plain, { minLength: 1, maxLength: 8 }), async (id, others) => {
      keys = new Set();
      for (const other of others) {
        fill(other, 3);
        for (const key of [sourceKey(other), pinnedKey(other), captionsUploadKey(other, 'en', 'r')])
          keys.add(key);
        keys.add(`${posterBase(other, 1)}.0000001.jpg`);
      }
      const kept = [...keys].filter((key) => key.split('/')[1] !== id);
      await deleteSource(bucket, id);
      for (const remove of [deleteOutputs, deleteCaptionUploads, deletePosters]) await remove(bucket, id);
      await deleteAttempt(bucket, { id, posterToken: id }, 1);
      expect([...keys]).toEqual(kept);
    }),
  );
});
