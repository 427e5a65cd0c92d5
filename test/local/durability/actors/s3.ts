import { createHash, randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expectAll, once, sequence, type Actor } from '../actor.ts';
import { receiveAll } from '../receive.ts';

const Bucket = 'durable-files';
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * New keys, one key overwritten again and again, and multipart uploads. Then: every acknowledged object is
 * whole, the overwritten one is one of its versions as a whole and not older than the last acknowledged
 * one, and each acknowledged one was notified of.
 */
export function s3Actor(): Actor {
  let s3: S3Client;
  let sqs: SQSClient;
  let queue: string;
  const next = sequence('file');
  const hashes = new Map<string, string>();
  const received = new Map<string, number>();
  const versions: string[] = [];
  let lastVersion = -1;

  async function put(Key: string, Body: Uint8Array): Promise<void> {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }

  return {
    name: 'S3',
    connect(aws) {
      s3 = new S3Client(once(aws));
      sqs = new SQSClient(once(aws));
      queue = aws.outputs['Uploads']!;
    },
    async act() {
      const Key = next();
      const body = randomBytes(1 + Math.floor(Math.random() * 200_000));
      await put(Key, body);
      hashes.set(Key, sha(body));

      const version = randomBytes(1 + Math.floor(Math.random() * 100_000));
      versions.push(sha(version));
      await put('overwritten', version);
      lastVersion = versions.length - 1;

      const large = { Bucket, Key: next() };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(large));
      const last = randomBytes(50_000);
      const part = { ...large, UploadId, PartNumber: 1 };
      const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: last }));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await s3.send(new CompleteMultipartUploadCommand({ ...large, UploadId, MultipartUpload }));
      hashes.set(large.Key, sha(last));
    },
    async verify() {
      const listed = new Set<string>();
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket }))
        for (const { Key } of Contents) listed.add(Key!);
      expectAll(hashes.keys(), listed, 'objects');
      for (const Key of listed) {
        const { Body, ContentLength } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = await Body!.transformToByteArray();
        if (bytes.length !== ContentLength) throw new Error(`${Key} has another length than it says`);
        const hash = sha(bytes);
        if (Key === 'overwritten') {
          if (versions.lastIndexOf(hash) < lastVersion) throw new Error('an acknowledged version is lost');
        } else if (hashes.has(Key) && hashes.get(Key) !== hash) throw new Error(`${Key} is torn`);
      }
      await s3.send(new GetObjectCommand({ Bucket, Key: 'never' })).then(
        () => Promise.reject(new Error('an object that nobody put')),
        (error: unknown) => (error instanceof NoSuchKey ? undefined : Promise.reject(error as Error)),
      );
      const keysOf = (received: ReadonlyMap<string, number>) =>
        new Set(
          [...received.keys()].flatMap((body) => {
            const { Records = [] } = JSON.parse(body) as { Records?: { s3: { object: { key: string } } }[] };
            return Records.map((record) => record.s3.object.key);
          }),
        );
      await receiveAll(sqs, queue, received, (found) => {
        const keys = keysOf(found);
        return [...hashes.keys()].every((key) => keys.has(key));
      });
      expectAll(hashes.keys(), keysOf(received), 'notifications');
    },
    acknowledged: () => hashes.size + lastVersion,
  };
}
