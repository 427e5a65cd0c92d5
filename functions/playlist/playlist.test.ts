import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { playlistQuery, type EdgeGrant } from '../shared/grant-parameters.ts';
import { ID, NOW } from '../shared/testing.ts';
import { afterEdge, DENIED, get, GRANT, grantFor, PATH, PLAYLIST, policyFor } from './testing.ts';

const REFUSED = { ...DENIED, fetched: [], rows: [] };

/** Other text for the very same bytes: 2048 bits leave four of the last character unused. */
function withSpareBit(signature: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~';
  const [, head = '', last = ''] = /^(.*)(.)__$/.exec(signature) ?? [];
  return `${head}${letters[letters.indexOf(last) + 1]}__`;
}

describe('with a grant', () => {
  test('a playlist passes it on: to playlists twice, to segments for the edge alone', async () => {
    const { statusCode, headers, body, fetched, rows } = await get(afterEdge(GRANT));
    expect({ statusCode, headers, fetched, rows }).toEqual({
      statusCode: 200,
      headers: {
        'content-type': 'application/vnd.apple.mpegurl',
        'cache-control': 'private, no-store',
      },
      fetched: [PATH],
      rows: [`Videos ${ID}`],
    });
    const edge = `Policy=${GRANT.policy}&Signature=${GRANT.signature}&Key-Pair-Id=K1`;
    expect(body).toBe(
      `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nindex_240p.m3u8?${playlistQuery(GRANT)}\nseg.cmfv?${edge}\n`,
    );
  });

  test.each<[string, EdgeGrant]>([
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
    expect(await get(afterEdge(grant))).toMatchObject(REFUSED);
  });

  test('of which a part is missing or repeated: refused', async () => {
    const parts = afterEdge(GRANT).split('&');
    for (const query of [parts.slice(1), parts.slice(0, 2), [...parts, parts[0]!]])
      expect(await get(query.join('&'))).toMatchObject(REFUSED);
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
  expect(await get(afterEdge(GRANT), { rawPath })).toMatchObject(REFUSED);
});

test.each([404, 403])('what is not there is not found (%d)', async (status) => {
  const body = `<Error><Code>${status === 404 ? 'NoSuchKey' : 'AccessDenied'}</Code></Error>`;
  const result = await get('', { object: { status, body } });
  expect(result).toMatchObject({ statusCode: 404, body: expect.stringContaining('NoSuchKey') });
  expect(result.body).not.toContain('outputs');
});

test('what is of no video is not found, though its files may still be there', async () => {
  expect(await get('', { row: null })).toMatchObject({ statusCode: 404 });
});

test('only reading is allowed', async () => {
  expect(await get('', { method: 'PUT' })).toMatchObject({ statusCode: 405, fetched: [], rows: [] });
  expect(await get('', { method: 'OPTIONS' })).toMatchObject({ statusCode: 204, fetched: [], rows: [] });
});
