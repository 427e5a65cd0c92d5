import { createSign, generateKeyPairSync } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { playlistQuery, type Grant } from '../shared/grant-parameters.ts';
import { answering, ID, NOW, silent, type WireAnswer } from '../shared/testing.ts';
import { verifier } from './grant.ts';
import { playlist } from './playlist.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const PLAYLIST = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nindex_240p.m3u8\nseg.cmfv\n';
const PATH = `/videos/${ID}/1/hls/index_240p.m3u8`;

const toEdge = (bytes: Buffer) =>
  bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');

const policyFor = (resource: string, expires = NOW / 1_000 + 60, condition: object = {}) => ({
  Statement: [
    { Resource: resource, Condition: { DateLessThan: { 'AWS:EpochTime': expires }, ...condition } },
  ],
});
function grantFor(policy: object, key = pair.privateKey): Grant {
  const text = JSON.stringify(policy);
  const signature = createSign('RSA-SHA1').update(text).sign(key);
  return { policy: toEdge(Buffer.from(text)), signature: toEdge(signature), keyPairId: 'K1' };
}
const GRANT = grantFor(policyFor(`https://cdn.example/videos/${ID}/*`));

/** Other text for the very same bytes: 2048 bits leave four of the last character unused. */
function withSpareBit(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~';
  const [, head = '', last = ''] = /^(.*)(.)__$/.exec(signature) ?? [];
  return `${head}${letters[letters.indexOf(last) + 1]}__`;
}

/** As CloudFront sends it on: without its own parameters. */
const afterEdge = (grant: Grant) => playlistQuery(grant).replace(/&Policy=.*$/, '');

const noCall = () => {
  throw new Error('No row is needed.');
};

async function get(
  rawQueryString: string,
  { rawPath = PATH, method = 'GET', object = { status: 200, body: PLAYLIST } as WireAnswer } = {},
) {
  const fetched: string[] = [];
  const client = new S3Client(
    answering(({ path }) => {
      fetched.push(path);
      return object;
    }),
  );
  const event = { rawPath, rawQueryString, requestContext: { http: { method } } };
  const result = await playlist({
    videos: { client: DynamoDBDocumentClient.from(new DynamoDBClient(answering(noCall))), name: 'Videos' },
    bucket: { client, name: 'outputs' },
    verifier: verifier('K1', pem),
    logger: silent,
    now: () => NOW,
  })(event as LambdaFunctionURLEvent);
  if (typeof result === 'string') throw new Error('an object was expected');
  return { ...result, fetched };
}

const DENIED = {
  statusCode: 403,
  body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access denied</Message></Error>',
  fetched: [],
};

describe('with a grant', () => {
  test('a playlist passes it on: to playlists twice, to segments for the edge alone', async () => {
    const { statusCode, headers, body, fetched } = await get(afterEdge(GRANT));
    expect({ statusCode, headers, fetched }).toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/vnd.apple.mpegurl',
        'cache-control': 'private, no-store',
      },
      fetched: [PATH],
    });
    const edge = `Policy=${GRANT.policy}&Signature=${GRANT.signature}&Key-Pair-Id=K1`;
    expect(body).toBe(
      `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nindex_240p.m3u8?${playlistQuery(GRANT)}\nseg.cmfv?${edge}\n`,
    );
  });

  test.each<[string, Grant]>([
    ['of another video', grantFor(policyFor('https://cdn.example/videos/OTHER/*'))],
    ['whose video’s id only begins alike', grantFor(policyFor(`https://cdn.example/videos/${ID}*`))],
    ['for everything', grantFor(policyFor('*'))],
    ['for every video', grantFor(policyFor('https://cdn.example/videos/*'))],
    ['with the folder elsewhere in the path', grantFor(policyFor(`https://cdn.example/x/videos/${ID}/*`))],
    ['that has ended', grantFor(policyFor(`https://cdn.example/videos/${ID}/*`, NOW / 1_000))],
    [
      'with a condition that is none of ours',
      grantFor(
        policyFor(`https://cdn.example/videos/${ID}/*`, undefined, {
          IpAddress: { 'AWS:SourceIp': '192.0.2.0/24' },
        }),
      ),
    ],
    [
      'with two statements',
      grantFor({ Statement: [...policyFor(`https://cdn.example/videos/${ID}/*`).Statement, {}] }),
    ],
    ['without statements', grantFor({})],
    [
      'signed by a stranger',
      grantFor(
        policyFor(`https://cdn.example/videos/${ID}/*`),
        generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
      ),
    ],
    ['of another key', { ...GRANT, keyPairId: 'K2' }],
    [
      'with an altered policy',
      { ...GRANT, policy: grantFor(policyFor(`https://cdn.example/videos/${ID}/*`, 2e9)).policy },
    ],
    ['with a signature that is none', { ...GRANT, signature: 'AAAA' }],
    ['in the wrong alphabet', { ...GRANT, policy: `${GRANT.policy}%2B` }],
    ['with more behind its policy', { ...GRANT, policy: `${GRANT.policy}A` }],
    ['with more behind its signature', { ...GRANT, signature: `${GRANT.signature}A` }],
    ['without its padding', { ...GRANT, signature: GRANT.signature.replace(/_+$/, '') }],
    ['with bits where the padding leaves none', { ...GRANT, signature: withSpareBit(GRANT.signature) }],
  ])('%s: refused, and nothing is fetched', async (_, grant) => {
    expect(await get(afterEdge(grant))).toMatchObject(DENIED);
  });

  test('of which a part is missing or repeated: refused', async () => {
    const parts = afterEdge(GRANT).split('&');
    for (const query of [parts.slice(1), parts.slice(0, 2), [...parts, parts[0]!]])
      expect(await get(query.join('&'))).toMatchObject(DENIED);
  });
});

test('without one, behind cookies, a playlist is as it is', async () => {
  expect(await get('')).toMatchObject({ statusCode: 200, body: PLAYLIST });
});

test.each([
  `/videos/${ID}/1/hls/..%2f..%2fsecret.m3u8`,
  `/videos/${ID}/1/hls/%2e%2e/x.m3u8`,
  `/videos/${ID}/../OTHER/1/hls/index.m3u8`,
  `//videos/${ID}/1/hls/index.m3u8`,
  `/videos/${ID}//1/hls/index.m3u8`,
  `/videos/${ID}/1/hls/index.cmfv`,
  `/videos/${ID}/1/hls/index.m3u8/x`,
  `/videos/${ID}/01/hls/master.m3u8`,
  `/videos/${ID}/0/hls/master.m3u8`,
  `/videos/${ID}/1/hls/captions.vtt`,
  `/videos/${ID}/1/hls/x/storyboard.vtt`,
  `/videos/${ID}/captions/../index.m3u8`,
  `/videos/${ID}/captions/en-1/x/index.m3u8`,
  `/videos/${ID}/captions/en-1/captions.vtt`,
  '/posters/master.m3u8',
  '/index.m3u8',
  '/',
])('an address that is none of our playlists’ is refused: %s', async (rawPath) => {
  expect(await get(afterEdge(GRANT), { rawPath })).toMatchObject(DENIED);
});

test.each([404, 403])('what is not there is not found (%d)', async (status) => {
  const body = `<Error><Code>${status === 404 ? 'NoSuchKey' : 'AccessDenied'}</Code></Error>`;
  const result = await get('', { object: { status, body } });
  expect(result).toMatchObject({ statusCode: 404, body: expect.stringContaining('NoSuchKey') });
  expect(result.body).not.toContain('outputs');
});

test('only reading is allowed', async () => {
  expect(await get('', { method: 'PUT' })).toMatchObject({ statusCode: 405, fetched: [] });
  expect(await get('', { method: 'OPTIONS' })).toMatchObject({ statusCode: 204, fetched: [] });
});
