import {
  CopyObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { fixture } from './support/fixtures.ts';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { fetchOk, fetchPlaylist, fetchRendition } from './support/hls.ts';
import { newPerson, type Person } from './support/people.ts';
import { rawStatus } from './support/raw-status.ts';
import { rowsOf, videoRow, type Row, type Rows } from './support/rows.ts';
import { stackOutput } from './support/tables.ts';
import { settled, uploadFile } from './support/videos.ts';

/*
 * What can be fetched of a video in each state that an attempt of two parts goes through. The states are put into the
 * table, as the pipeline leaves them; the files are a real video's.
 */

const outputs = inject('outputs');
const s3 = new S3Client({ ...awsClientOptions(outputs), forcePathStyle: true });

/** Ids as the server makes them; the last letters tell the videos of this file apart. */
const idOf = (name: string) =>
  `01PLAYABLE0000000000${Date.now().toString(36).toUpperCase().slice(-4)}${name}`;
const [EARLY, OTHER] = [idOf('EA'), idOf('TH')];
const POSTER = `posters/TOKEN${EARLY}/2/poster.0000001.jpg`;
const FULL_MASTER =
  '#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-STREAM-INF:BANDWIDTH=9000000,CODECS="avc1.64001f",RESOLUTION=1280x720\nindex_720p.m3u8\n';
const SHEETS =
  '#EXTM3U\n#EXT-X-IMAGES-ONLY\n#EXTINF:3,\n#EXT-X-TILES:RESOLUTION=160x90,LAYOUT=3x1,DURATION=1\nsheet_1.jpg\n#EXT-X-ENDLIST\n';
const CAPTIONS = {
  'captions#en': { language: 'en', label: 'English', status: 'READY', revision: 'R1' },
  'captionsPublished#en': { revision: 'R1', label: 'English', revisions: ['R1'] },
};

let owner: Person;
let rows: Rows;
let bucket: string;
/** A video that went the whole way. */
let real: string;

beforeAll(async () => {
  owner = await newPerson(outputs);
  [rows, bucket] = [await rowsOf(outputs), await stackOutput(outputs, 'OutputBucketName')];
  real = await uploadFile(outputs, owner, await fixture('short'));
  expect((await settled(outputs, owner, real)).status).toBe('READY');
  for (const id of [EARLY, OTHER]) await copyFiles(id);
  await rows.put('Videos', row(EARLY, { status: 'PLAYABLE' }), row(OTHER, { status: 'READY' }));
});
afterAll(() => {
  rows.close();
  s3.destroy();
});

const row = (id: string, changes: Row) =>
  videoRow({
    ...{ id, ownerId: owner.sub, attempt: 2, split: true, profile: 'STANDARD', durationSeconds: 3 },
    ...{ hasStoryboard: true, posterKey: POSTER, ...CAPTIONS, ...changes },
  });

const put = (Key: string, Body: string, ContentType?: string) =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));

/** The real video's files as those of the early part, and what else an attempt has. */
async function copyFiles(id: string): Promise<void> {
  const Prefix = `videos/${real}/1/hls/`;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
  const folder = `videos/${id}/2/hls/`;
  for (const { Key = '' } of Contents)
    await s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        CopySource: `${bucket}/${Key}`,
        Key: folder + Key.slice(Prefix.length),
      }),
    );
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${Prefix}index.m3u8` }));
  const image =
    '#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=1,RESOLUTION=160x90,CODECS="jpeg",URI="early_sheets.m3u8"\n';
  const early = (await Body!.transformToString()).replaceAll(/#EXT-X-IMAGE-STREAM-INF.*\n/g, '');
  await put(`${folder}early.m3u8`, early + image);
  await put(`${folder}early_sheets.m3u8`, SHEETS);
  await put(`${folder}sheet_1.jpg`, 'a sheet', 'image/jpeg');
  await put(`${folder}index.m3u8`, FULL_MASTER);
  await put(`videos/${id}/2/mp4/video.mp4`, 'a film', 'video/mp4');
  await put(`videos/${id}/captions/en-R1/captions.vtt`, 'WEBVTT\n', 'text/vtt');
  await put(POSTER, 'a poster', 'image/jpeg');
}

interface Shown {
  readonly status: string;
  readonly posterUrl: string;
  readonly storyboardUrl: string | null;
  readonly playback: {
    readonly hlsUrl: string;
    readonly mp4Url: string | null;
    readonly files: readonly { readonly name: string; readonly codec: string; readonly url: string }[];
  } | null;
}
const SHOW =
  'query($id: ID!) { video(id: $id) { status posterUrl storyboardUrl playback { hlsUrl mp4Url files { name codec url } } } }';
const show = async (id: string, identity: Identity = owner) =>
  (await ask<{ video: Shown }>(outputs, identity, SHOW, { id })).video;

const variants = async (url: string) =>
  ((await fetchPlaylist(url)).playlists ?? []).map(({ uri }) => uri.split('?')[0]);
const statusOf = async (url: string) => (await fetch(url)).status;
const [plain, query] = [(url: string) => url.split('?')[0]!, (url: string) => url.split('?')[1]!];

describe('while only the lowest renditions are there', () => {
  it('they can be watched by the owner, with sound, storyboard and captions', async () => {
    const { status, playback, storyboardUrl } = await show(EARLY);
    expect({ status, mp4Url: playback!.mp4Url, files: playback!.files }).toEqual({
      ...{ status: 'PLAYABLE', mp4Url: null, files: [] },
    });
    const { playlists = [], text } = await fetchPlaylist(playback!.hlsUrl);
    expect(playlists.map(({ uri }) => uri.split('?')[0])).toEqual(['index_240p.m3u8']);
    expect((await fetchRendition(new URL(playlists[0]!.uri, playback!.hlsUrl).href)).seconds).toBeCloseTo(
      3,
      0,
    );

    const captionsUrl = new URL(/TYPE=SUBTITLES.*URI="([^"]*)"/.exec(text)![1]!, playback!.hlsUrl).href;
    const [captions] = (await fetchPlaylist(captionsUrl)).segments;
    expect(await (await fetchOk(new URL(captions!.uri, captionsUrl).href)).text()).toBe('WEBVTT\n');

    const answer = await fetchOk(storyboardUrl!);
    expect(answer.headers.get('content-type')).toBe('text/vtt');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const cues = [...(await answer.text()).matchAll(/^(\S+) --> (\S+)\n(\S+)#xywh=(\S+)$/gm)];
    expect(cues.map(([, start, end, , part]) => [start, end, part])).toEqual([
      ['00:00:00.000', '00:00:01.000', '0,0,160,90'],
      ['00:00:01.000', '00:00:02.000', '160,0,160,90'],
      ['00:00:02.000', '00:00:03.000', '320,0,160,90'],
    ]);
    expect(await (await fetchOk(new URL(cues[0]![3]!, storyboardUrl!).href)).text()).toBe('a sheet');
  });

  it('the owner’s place is noted, and nobody else is shown anything', async () => {
    const note =
      'mutation($id: ID!) { recordProgress(videoId: $id, positionSeconds: 1) { positionSeconds } }';
    expect(await ask(outputs, owner, note, { id: EARLY })).toEqual({
      recordProgress: { positionSeconds: 1 },
    });
    const stranger = await newPerson(outputs);
    for (const identity of [stranger, 'guest'] as const) expect(await show(EARLY, identity)).toBeNull();
    const { errors } = await graphql(outputs, stranger, note, { id: EARLY });
    expect(errors).toMatchObject([{ errorType: 'NotFound' }]);
  });
});

describe('when all are there', () => {
  it('the very same address names them, the highest first, all with the sound', async () => {
    const { playback } = await show(OTHER, 'guest');
    const { playlists = [], text } = await fetchPlaylist(playback!.hlsUrl);
    expect(playlists.map(({ uri }) => uri.split('?')[0])).toEqual(['index_720p.m3u8', 'index_240p.m3u8']);
    const [full, early] = playlists.map(({ attributes }) => attributes);
    expect(full).toMatchObject({
      AUDIO: early!.AUDIO,
      CODECS: 'avc1.64001f,mp4a.40.2',
      BANDWIDTH: 9_128_000,
    });
    expect(text).toContain('#EXT-X-VERSION:7\n');
  });

  it('there is a file, too', async () => {
    const { playback } = await show(OTHER, 'guest');
    expect(playback!.files).toEqual([{ name: '360p', codec: 'avc1', url: playback!.mp4Url }]);
    expect(await (await fetchOk(playback!.mp4Url!)).text()).toBe('a film');
    expect(await statusOf(plain(playback!.mp4Url!))).toBe(403);
  });

  it('a video without HLS has files alone', async () => {
    const id = idOf('CO');
    const renditions = [
      { name: '360p', width: 640, height: 360, bitrate: 1, codec: 'hvc1', container: 'mp4' },
    ];
    await rows.put('Videos', row(id, { profile: 'COMPACT', hasStoryboard: false, renditions }));
    const { playback, storyboardUrl } = await show(id, 'guest');
    expect({ hlsUrl: playback!.hlsUrl, storyboardUrl }).toEqual({ hlsUrl: null, storyboardUrl: null });
    expect(playback!.files.map(({ name, codec, url }) => [name, codec, new URL(url).pathname])).toEqual([
      ['source', 'hvc1', `/videos/${id}/2/mp4/video_source.mp4`],
    ]);
  });
});

describe('a poster', () => {
  it('is everybody’s, and kept', async () => {
    const { posterUrl } = await show(OTHER, 'guest');
    const answer = await fetchOk(posterUrl);
    expect(await answer.text()).toBe('a poster');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=86400');
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
  });

  it('opens nothing else', async () => {
    const { cdnUrl } = outputs.custom.playhead;
    const film = `videos/${OTHER}/2/mp4/video.mp4`;
    for (const path of [
      ...[film, `/${film}`, `posters%2f..%2f${film}`, `posters/%2e%2e/${film}`, `posters/..%2f${film}`],
      ...[
        `Posters/${film}`,
        `videos/${OTHER}/2/hls/storyboard.vtt`,
        `posters/x/storyboard.vtt`,
        'posters',
        'posters/',
      ],
      ...['posters/TOKEN/../../videos', `posters/../videos/${OTHER}/2/hls/sheet_1.jpg`, 'posters/x.m3u8', ''],
    ])
      expect([400, 403, 404], path).toContain(await rawStatus(cdnUrl, `/${path}`));
  });
});

describe('what is put together', () => {
  const captionsOf = (id: string) => `/videos/${id}/captions/en-R1/index.m3u8`;

  it('is refused without a grant, and to another video’s', async () => {
    const [own, other] = [await show(EARLY), await show(OTHER)];
    for (const path of [
      new URL(own.storyboardUrl!).pathname,
      new URL(own.playback!.hlsUrl).pathname,
      captionsOf(EARLY),
    ]) {
      const url = new URL(path, own.storyboardUrl!).href;
      expect(await statusOf(url)).toBe(403);
      expect(await statusOf(`${url}?${query(other.storyboardUrl!)}`)).toBe(403);
      expect(await statusOf(`${url}?${query(own.storyboardUrl!)}`)).toBe(200);
    }
  });

  it('is not there for another attempt, other captions, or a video that cannot be played', async () => {
    const { playback, storyboardUrl } = await show(OTHER);
    const at = (url: string) => `${url}?${query(playback!.hlsUrl)}`;
    const url = plain(playback!.hlsUrl);
    for (const missing of [
      ...['/1/', '/3/', '/20/'].map((attempt) => url.replace('/2/', attempt)),
      ...['/1/', '/3/'].map((attempt) => plain(storyboardUrl!).replace('/2/', attempt)),
      ...['en-R2', 'de-R1', 'en'].map((name) => new URL(captionsOf(OTHER).replace('en-R1', name), url).href),
    ])
      expect(await statusOf(at(missing)), missing).toBe(404);

    const id = idOf('GO');
    await copyFiles(id);
    await rows.put('Videos', row(id, {}));
    const granted = (await show(id)).playback!.hlsUrl;
    expect(await variants(granted)).toHaveLength(2);
    await rows.set('Videos', { id }, { status: 'FAILED' });
    expect(await statusOf(granted)).toBe(404);
    await rows.remove('Videos', { id });
    expect(await statusOf(granted)).toBe(404);
  });

  it('of a premium video is for its owner', async () => {
    const id = idOf('PR');
    await rows.put('Videos', row(id, { access: 'PREMIUM' }));
    expect((await show(id)).storyboardUrl).toContain('storyboard.vtt');
    const stranger = await newPerson(outputs);
    for (const identity of [stranger, 'guest'] as const) {
      const { data, errors } = await graphql<{ video: Shown }>(outputs, identity, SHOW, { id });
      expect(data!.video).toMatchObject({ storyboardUrl: null, playback: null });
      expect(errors).toMatchObject([{ errorType: 'MembershipRequired' }]);
    }
  });
});
