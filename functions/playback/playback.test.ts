import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Playback } from '../../generated/schema.ts';
import { ID, NOW } from '../shared/testing.ts';
import { ask, ORIGIN, pair, READY, rung } from './testing.ts';
import type { VideoSource } from './playback.ts';

const fromEdge = (text: string | null) =>
  Buffer.from((text ?? '').replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');

describe('a grant', () => {
  test('is a custom policy for this video’s folder alone, signed with our key, with an end', async () => {
    const [answer] = (await ask([READY])) as Playback[];
    const url = new URL(answer!.hlsUrl!);
    expect(url.origin + url.pathname).toBe(`${ORIGIN}/videos/${ID}/2/hls/master.m3u8`);
    const policy = fromEdge(url.searchParams.get('Policy'));
    expect(JSON.parse(policy.toString())).toEqual({
      Statement: [
        {
          Resource: `${ORIGIN}/videos/${ID}/*`,
          Condition: { DateLessThan: { 'AWS:EpochTime': NOW / 1_000 + 600 } },
        },
      ],
    });
    const signature = fromEdge(url.searchParams.get('Signature'));
    expect(
      verify(
        'RSA-SHA1',
        policy,
        createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' })),
        signature,
      ),
    ).toBe(true);
    expect(url.searchParams.get('Key-Pair-Id')).toBe('K1');
    expect(url.searchParams.has('Expires')).toBe(false);
    expect(answer!.expiresAt).toBe('2026-01-31T09:40:00.000Z');
  });

  test('travels twice in the address, and once more as cookies, always the same', async () => {
    const [answer] = (await ask([READY])) as Playback[];
    const query = new URL(answer!.hlsUrl!).searchParams;
    const pairs = [
      ['Policy', 'grant-policy', 'CloudFront-Policy'],
      ['Signature', 'grant-signature', 'CloudFront-Signature'],
      ['Key-Pair-Id', 'grant-key', 'CloudFront-Key-Pair-Id'],
    ] as const;
    for (const [edge, ours, cookie] of pairs) {
      expect(query.get(ours)).toBe(query.get(edge));
      expect(answer!.cookies).toContainEqual({
        name: cookie,
        value: query.get(edge),
        domain: 'd1.cloudfront.net',
        path: `/videos/${ID}/`,
      });
    }
    // CloudFront wants its own parameters last.
    expect(answer!.hlsUrl!.indexOf('grant-key')).toBeLessThan(answer!.hlsUrl!.indexOf('Policy='));
  });

  test('is given for each video of a page, in order, and refused for each on its own', async () => {
    const answers = await ask([
      { ...READY, id: 'a' },
      { ...READY, id: 'b', status: 'PROCESSING' },
      { ...READY, id: 'c' },
    ]);
    expect(answers[0]).toMatchObject({ hlsUrl: expect.stringContaining('/videos/a/') });
    expect(answers[1]).toEqual({
      error: { type: 'NotReady', message: 'The video is not ready to be played.' },
    });
    expect(answers[2]).toMatchObject({ hlsUrl: expect.stringContaining('/videos/c/') });
  });
});

describe('a video that is not all there', () => {
  test('can be watched as far as it is, without files', async () => {
    const [answer] = (await ask([{ ...READY, status: 'PLAYABLE' }])) as Playback[];
    expect(answer).toMatchObject({
      hlsUrl: expect.stringContaining('/2/hls/master.m3u8?'),
      mp4Url: null,
      files: [],
    });
  });

  test.each(['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'FAILED'] as const)(
    'has nothing when %s',
    async (status) => {
      expect(await ask([{ ...READY, status }], { sub: 'owner' })).toMatchObject([
        { error: { type: 'NotReady' } },
      ]);
      expect(await ask([{ ...READY, status }], { sub: 'owner', field: 'storyboardUrl' })).toEqual([null]);
    },
  );
});

describe('files', () => {
  const files = async (changes: Partial<VideoSource>) => {
    const [answer] = (await ask([{ ...READY, ...changes }])) as Playback[];
    expect(answer!.mp4Url).toBe(answer!.files[0]?.url ?? null);
    expect(answer!.hlsUrl === null).toBe(changes.profile === 'COMPACT');
    return answer!.files.map(({ name, codec, url }) => {
      const { pathname, searchParams } = new URL(url);
      // The grant is the very same, for the edge alone.
      expect(searchParams.get('Policy')).toBe(answer!.cookies[0]!.value);
      expect([...searchParams.keys()]).toEqual(['Policy', 'Signature', 'Key-Pair-Id']);
      return [name, codec, pathname];
    });
  };
  const path = (name: string) => `/videos/${ID}/2/mp4/${name}`;

  test.each<[string, Partial<VideoSource>, string[][]]>([
    ['the largest rung of at most 720p', {}, [['720p', 'avc1', path('video.mp4')]]],
    [
      'a portrait one by its short side',
      { renditions: [{ ...rung(1280), width: 720, name: '720p' }, rung(480)] },
      [['720p', 'avc1', path('video.mp4')]],
    ],
    [
      'H.264 beside H.265, in whatever order',
      { profile: 'ADAPTIVE_HEVC', renditions: [rung(720, 'hvc1'), rung(480), rung(1080), rung(720)] },
      [['720p', 'avc1', path('video.mp4')]],
    ],
    ['the only one', { renditions: [rung(100)] }, [['100p', 'avc1', path('video.mp4')]]],
    ['sound alone', { renditions: [rung(0, 'mp4a', 'audio')] }, [['audio', 'mp4a', path('video.mp4')]]],
    [
      'both of COMPACT',
      { profile: 'COMPACT', renditions: [rung(1080, 'hvc1'), rung(144, 'av01')] },
      [
        ['source', 'hvc1', path('video_source.mp4')],
        ['144p', 'av01', path('video_144p.mp4')],
      ],
    ],
    [
      'the sound of COMPACT',
      { profile: 'COMPACT', renditions: [rung(0, 'mp4a', 'audio')] },
      [['audio', 'mp4a', path('video_source.mp4')]],
    ],
    ['none of a video older than files', { hasFiles: false }, []],
    ['none without renditions', { renditions: [] }, []],
  ])('are %s', async (_, changes, expected) => {
    expect(await files(changes)).toEqual(expected);
  });
});

describe('a storyboard', () => {
  const url = async (changes: Partial<VideoSource> = {}) =>
    (await ask([{ ...READY, ...changes }], { field: 'storyboardUrl' }))[0];

  test('is signed like the master, as it is put together in the same place', async () => {
    const { pathname, searchParams } = new URL((await url()) as string);
    expect(pathname).toBe(`/videos/${ID}/2/hls/storyboard.vtt`);
    expect([...searchParams.keys()]).toEqual([
      ...['grant-policy', 'grant-signature', 'grant-key', 'Policy', 'Signature', 'Key-Pair-Id'],
    ]);
  });

  test('is there once there is one', async () => {
    expect(await url({ status: 'PLAYABLE' })).toContain('storyboard.vtt');
    expect(await url({ hasStoryboard: false })).toBeNull();
  });
});
