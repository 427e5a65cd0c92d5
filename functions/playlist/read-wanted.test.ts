import { S3Client } from '@aws-sdk/client-s3';
import { parse } from 'hls-parser';
import { describe, expect, test } from 'vitest';
import { playlistKey, storyboardKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { answering, ID, videoRow } from '../shared/testing.ts';
import { wantedAt } from './paths.ts';
import { readWanted } from './read-wanted.ts';
import { signerOf } from './signer.ts';

const GRANT = { policy: 'p', signature: 's', keyPairId: 'K1' };
const EDGE = 'Policy=p&Signature=s&Key-Pair-Id=K1';
const OURS = 'grant-policy=p&grant-signature=s&grant-key=K1';

const HLS = `/videos/${ID}/2/hls/`;
const OBJECTS: Record<string, string> = {
  [`${HLS}early.m3u8`]:
    '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360\nearly_360p.m3u8\n' +
    '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,RESOLUTION=160x90,URI="early_images.m3u8"\n',
  [`${HLS}early_images.m3u8`]: '#EXTM3U\n#EXTINF:4,\n#EXT-X-TILES:LAYOUT=2x1\nearly_images_1.jpg\n',
  [`${HLS}index.m3u8`]: '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=1280x720\nindex_720p.m3u8\n',
};
/** Captions that can be chosen while others are to take their place. */
const published = { revision: 'R1', label: 'Português', revisions: ['R1'] };
const CAPTIONS = {
  'captions#pt-BR': { language: 'pt-BR', label: 'New', status: 'AWAITING_UPLOAD', revision: 'R2', published },
  'captionsPublished#pt-BR': published,
};
const READY = videoRow({ status: 'READY', attempt: 2, split: true, durationSeconds: 3.5 });
const PLAYABLE = videoRow({ status: 'PLAYABLE', attempt: 2, split: true });

/**
 * What a viewer with a grant is answered, and what was asked for on the way.
 *
 * @param atOnce how much must have been asked for before the first answer comes
 */
async function ask(path: string, row: object | undefined, objects = OBJECTS, atOnce = 1) {
  const asked: string[] = [];
  const enough = Promise.withResolvers<void>();
  const note = async (what: string) => {
    if (asked.push(what) >= atOnce) enough.resolve();
    await enough.promise;
  };
  const s3 = new S3Client(
    answering(async ({ path: full }) => {
      await note(full.replace(HLS, ''));
      const body = objects[full];
      return body === undefined
        ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
        : { status: 200, body };
    }),
  );
  const reading = note('row').then(() => row as VideoRow | undefined);
  const wanted = wantedAt(path);
  if (!wanted) throw new Error(`${path} is none of our addresses`);
  const bucket = { client: s3, name: 'outputs' };
  return { text: await readWanted(bucket, wanted, reading, signerOf(GRANT)), asked };
}

const MASTER = `/${playlistKey(ID, 2)}`;
const STORYBOARD = `/${storyboardKey(ID, 2)}`;
const variants = async (row: VideoRow, objects = OBJECTS) =>
  (await ask(MASTER, row, objects)).text?.split('\n').filter((line) => line && !line.startsWith('#'));

describe('the master', () => {
  test('is of the parts that are done', async () => {
    const [full, early] = [`index_720p.m3u8?${OURS}&${EDGE}`, `early_360p.m3u8?${OURS}&${EDGE}`];
    expect(await variants(READY)).toEqual([full, early]);
    expect(await variants(PLAYABLE)).toEqual([early]);
    // Older than parts.
    expect(await variants({ ...READY, split: undefined })).toEqual([full]);
  });

  test('costs a read of the row and of both parts, all at once', async () => {
    expect((await ask(MASTER, READY, OBJECTS, 3)).asked.sort()).toEqual(['early.m3u8', 'index.m3u8', 'row']);
  });

  test.each<[string, VideoRow | undefined]>([
    ['that is gone', undefined],
    ['that is at another attempt', { ...READY, attempt: 3 }],
    ['that is at its first attempt', { ...READY, attempt: undefined }],
    ...(['AWAITING_UPLOAD', 'UPLOADED', 'PROCESSING', 'FAILED'] as const).map(
      (status): [string, VideoRow] => [`that is ${status}`, { ...READY, status }],
    ),
  ])('of a video %s is not there, nor are its storyboard and captions', async (_, row) => {
    expect((await ask(MASTER, row)).text).toBeUndefined();
    expect((await ask(STORYBOARD, row)).text).toBeUndefined();
  });

  test('is not there while one of its parts is not', async () => {
    const { [`${HLS}early.m3u8`]: _early, ...others } = OBJECTS;
    expect(await variants(READY, others)).toBeUndefined();
    expect(await variants(PLAYABLE, others)).toBeUndefined();
  });

  test('names the captions that can be chosen, until others are', async () => {
    const master = (await ask(MASTER, { ...READY, ...CAPTIONS })).text!;
    expect(master).toContain(`URI="../../captions/pt-BR-R1/index.m3u8?${OURS}&${EDGE}"`);
    expect(master.match(/SUBTITLES="captions"/g)).toHaveLength(2);
    const asked = { ...CAPTIONS['captions#pt-BR'], published: undefined };
    const none = { ...READY, 'captions#pt-BR': asked };
    expect((await ask(MASTER, none)).text).not.toContain('SUBTITLES');
  });
});

describe('the storyboard', () => {
  test('is made of what the masters name, with the edge’s grant', async () => {
    const { text, asked } = await ask(STORYBOARD, READY);
    expect(text).toBe(
      `WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nearly_images_1.jpg?${EDGE}#xywh=0,0,160,90\n\n` +
        `00:00:02.000 --> 00:00:03.500\nearly_images_1.jpg?${EDGE}#xywh=160,0,160,90\n`,
    );
    expect(asked).toContain('early_images.m3u8');
  });

  test.each([
    '../../../OTHER/1/hls/early_images.m3u8',
    'https://elsewhere.example/a.m3u8',
    'missing.m3u8',
    '',
  ])('is not there when the master names %j', async (uri) => {
    const early = OBJECTS[`${HLS}early.m3u8`]!.replace('early_images.m3u8', uri);
    const { text, asked } = await ask(STORYBOARD, READY, { ...OBJECTS, [`${HLS}early.m3u8`]: early });
    expect(text).toBeUndefined();
    expect(asked.filter((what) => what.includes('/'))).toEqual([]);
  });
});

describe('a playlist of captions', () => {
  const at = (folder: string) => `/videos/${ID}/captions/${folder}/index.m3u8`;
  const row = { ...READY, ...CAPTIONS };

  test('is the whole file as one segment', async () => {
    const { text, asked } = await ask(at('pt-BR-R1'), row);
    const playlist = parse(text!);
    expect(playlist).toMatchObject({
      targetDuration: 4,
      endlist: true,
      segments: [{ uri: `captions.vtt?${EDGE}`, duration: 3.5 }],
    });
    expect(asked).toEqual(['row']);
  });

  test.each(['pt-BR-R2', 'pt-BR', 'pt-R1', 'en-R1', 'pt-BR-R1-'])('is not there for %s', async (folder) => {
    expect((await ask(at(folder), row)).text).toBeUndefined();
  });

  test('is not there without a video that can be played', async () => {
    for (const none of [undefined, { ...row, status: 'FAILED' }])
      expect((await ask(at('pt-BR-R1'), none)).text).toBeUndefined();
  });
});
