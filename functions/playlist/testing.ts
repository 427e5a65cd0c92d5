import { createSign, generateKeyPairSync } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { playlistQuery, type EdgeGrant, type Grant } from '../shared/grant-parameters.ts';
import { answering, ID, NOW, silent, videoRow, type WireAnswer } from '../shared/testing.ts';
import { verifier } from './grant.ts';
import { playlist } from './playlist.ts';

/*
 * For tests alone: grants, and the function as it stands between the edge and the files.
 */

export const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export const PLAYLIST = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nindex_240p.m3u8\nseg.cmfv\n';
export const PATH = `/videos/${ID}/1/hls/index_240p.m3u8`;

const toEdge = (bytes: Buffer) =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

export const policyFor = (resource: string, expires = NOW / 1_000 + 60, condition: object = {}) => ({
  Statement: [
    { Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': expires }, ...condition } },
  ],
});

export function grantFor(policy: object, key = pair.privateKey): EdgeGrant {
  const text = JSON.stringify(policy);
  const signature = createSign('RSA-SHA1').update(text).sign(key);
  return { policy: toEdge(Buffer.from(text)), signature: toEdge(signature), keyPairId: 'K1' };
}

export const GRANT = grantFor(policyFor(`https://cdn.example/videos/${ID}/*`));

/** As CloudFront sends it on: without its own parameters. */
export const afterEdge = (grant: Grant) => playlistQuery(grant).replace(/&Policy=.*$/, '');

export interface Asked {
  readonly rawPath?: string;
  readonly method?: string;
  readonly cookies?: string[];
  /** What S3 answers, whatever it is asked. */
  readonly object?: WireAnswer;
  readonly row?: object | null;
  readonly membership?: object;
}

/** What a request is answered, which files it fetched on the way, and which rows. */
export async function get(
  rawQueryString: string,
  {
    rawPath = PATH,
    method = 'GET',
    cookies,
    object = { status: 200, body: PLAYLIST },
    row = videoRow({ status: 'READY' }),
    membership,
  }: Asked = {},
) {
  const fetched: string[] = [];
  const rows: string[] = [];
  const s3 = new S3Client(
    answering(({ path }) => {
      fetched.push(path);
      return object;
    }),
  );
  const dynamodb = new DynamoDBClient(
    answering(({ body }) => {
      const { TableName, Key, ConsistentRead } = JSON.parse(body) as {
        TableName: string;
        Key: Record<string, { S: string }>;
        ConsistentRead?: boolean;
      };
      if (!ConsistentRead) throw new Error('What is asked for must be as it is now.');
      rows.push([TableName, ...Object.values(Key).map(({ S }) => S)].join(' '));
      const found = TableName === 'Videos' ? row : membership;
      const Item = found && marshall(found, { removeUndefinedValues: true });
      return { status: 200, body: JSON.stringify({ Item }) };
    }),
  );
  const client = DynamoDBDocumentClient.from(dynamodb);
  const event = { rawPath, rawQueryString, cookies, requestContext: { http: { method } } };
  const result = await playlist({
    videos: { client, name: 'Videos' },
    accounts: { client, name: 'Accounts' },
    bucket: { client: s3, name: 'outputs' },
    verifier: verifier('K1', pem),
    logger: silent,
    now: () => NOW,
  })(event as LambdaFunctionURLEvent);
  if (typeof result === 'string') throw new Error('an object was expected');
  return { ...result, fetched, rows };
}

export const DENIED = {
  statusCode: 403,
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>',
};
