import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { deleteVideo, lateEvents, videoFiles } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { fetchOk, fetchPlaylist } from './support/hls.ts';
import { jobsOf } from './support/jobs.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { createUpload, playback, postForm, readVideo, settled, uploadFile, VIDEO } from './support/videos.ts';

const outputs = inject('outputs');
const files = await videoFiles(outputs);
const late = await lateEvents(outputs);
const rows = await rowsOf(outputs);
const LARGE = 101 * 1024 * 1024;
const PATIENCE = { timeout: 60_000, interval: 100 };

let owner: Person;
let stranger: Person;
let admin: Person;
beforeAll(async () => {
  [owner, stranger, admin] = await Promise.all([
    newPerson(outputs),
    newPerson(outputs),
    newPerson(outputs, ['admins']),
  ]);
});
afterAll(() => rows.close());

const rowOf = (id: string) => rows.get('Videos', { id });
const upload = async (more: Record<string, unknown> = {}) => {
  const id = await uploadFile(outputs, owner, await fixture('tiny'), more);
  expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
  return id;
};
const isEmpty = (id: string) => vi.waitFor(async () => expect(await files.list(id)).toEqual([]), PATIENCE);
const feed = async () => {
  const query = '{ videos(limit: 100) { items { id } } }';
  return (await ask<{ videos: { items: { id: string }[] } }>(outputs, 'guest', query)).videos.items.map(
    ({ id }) => id,
  );
};
const notFound = [{ errorType: 'NotFound', message: 'There is no such video.', data: null }];

describe('deleteVideo', () => {
  it('answers with what the video was, once, and every object of it goes, and none of another', async () => {
    const [id, neighbour] = await Promise.all([upload(), upload()]);
    const kept = await files.list(neighbour);
    const before = await rowOf(id);
    const posters = `posters/${String(before!['posterToken'])}/`;
    expect(await files.list(id)).toEqual(
      expect.arrayContaining([
        `sources/${id}/source`,
        `videos/${id}/1/hls/index.m3u8`,
        `videos/${id}/1/mp4/video.mp4`,
      ]),
    );
    expect(await files.made(posters)).not.toEqual([]);
    const { data } = await deleteVideo(outputs, owner, id);
    expect(data).toEqual({
      deleteVideo: {
        ...{ id, title: 'A test', status: 'READY', version: before!['version'] },
        owner: { id: owner.sub },
        viewer: { liked: false },
      },
    });
    expect(await rowOf(id)).toBeUndefined();
    expect((await deleteVideo(outputs, owner, id)).errors).toMatchObject(notFound);
    await isEmpty(id);
    await vi.waitFor(async () => expect(await files.made(posters)).toEqual([]), PATIENCE);
    expect(await files.list(neighbour)).toEqual(kept);
    expect(await readVideo(outputs, owner, neighbour)).toMatchObject({ status: 'READY' });
  });

  it('is for its owner and for administrators; to others, and of what is not there, there is no such video', async () => {
    const { videoId: id } = await createUpload(outputs, owner, 10);
    expect((await deleteVideo(outputs, stranger, id)).errors).toMatchObject(notFound);
    expect((await deleteVideo(outputs, 'guest', id)).errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    expect(await rowOf(id)).toMatchObject({ id });
    for (const unknown of ['missing', '', 'x'.repeat(5_000)])
      for (const identity of [owner, admin])
        expect((await deleteVideo(outputs, identity, unknown)).errors).toMatchObject(notFound);
    expect((await deleteVideo(outputs, admin, id)).data!.deleteVideo).toMatchObject({
      id,
      owner: { id: owner.sub },
    });
    expect(await rowOf(id)).toBeUndefined();
  });

  it('is done by one of many who ask at once', async () => {
    const { videoId: id } = await createUpload(outputs, owner, 10);
    const answers = await Promise.all(Array.from({ length: 10 }, () => deleteVideo(outputs, owner, id)));
    expect(answers.filter(({ data }) => data?.deleteVideo.id === id)).toHaveLength(1);
    expect(answers.filter(({ errors }) => errors?.[0]?.errorType === 'NotFound')).toHaveLength(9);
  });

  it('takes the video out of the feed, and out of the CDN’s cache, whatever grant somebody holds', async () => {
    const id = await upload({ visibility: 'PUBLIC' });
    await vi.waitFor(async () => expect(await feed()).toContain(id), PATIENCE);
    const { hlsUrl } = await playback(outputs, owner, id);
    const child = new URL((await fetchPlaylist(hlsUrl)).playlists![0]!.uri, hlsUrl).href;
    const segment = new URL((await fetchPlaylist(child)).segments[0]!.uri, child).href;
    await (await fetchOk(segment)).arrayBuffer();
    const cached = await fetchOk(segment);
    expect(cached.headers.get('x-cache')).toMatch(/^Hit/);
    await cached.arrayBuffer();

    await deleteVideo(outputs, owner, id);
    for (const url of [segment, child, hlsUrl])
      await vi.waitFor(async () => expect([403, 404]).toContain((await fetch(url)).status), PATIENCE);
    await vi.waitFor(async () => expect(await feed()).not.toContain(id), PATIENCE);
  });

  it('deletes a row that somebody broke, too; like everywhere else, there is no such video', async () => {
    const { videoId: id } = await createUpload(outputs, owner, 10);
    await rows.set('Videos', { id }, { title: 7, upload: 'broken' });
    expect((await deleteVideo(outputs, stranger, id)).errors).toMatchObject(notFound);
    expect(await rowOf(id)).toBeDefined();
    expect((await deleteVideo(outputs, owner, id)).errors).toMatchObject(notFound);
    expect(await rowOf(id)).toBeUndefined();
  });
});

describe('a video that is deleted on its way', () => {
  it('before its form is sent: the file is taken, and goes', async () => {
    const file = await openAsBlob(await fixture('tiny'));
    const ticket = await createUpload(outputs, owner, file.size);
    await deleteVideo(outputs, owner, ticket.videoId);
    expect((await postForm(ticket, file)).ok).toBe(true);
    await isEmpty(ticket.videoId);
    expect(await rowOf(ticket.videoId)).toBeUndefined();
  });

  it('between its parts: they go, no more are taken, and none can be asked for or put together', async () => {
    const { videoId: id } = await createUpload(outputs, owner, LARGE);
    const SIGN = 'mutation($id: ID!) { signUploadParts(videoId: $id, partNumbers: [1, 2]) { url } }';
    const { signUploadParts: parts } = await ask<{ signUploadParts: { url: string }[] }>(
      outputs,
      owner,
      SIGN,
      {
        id,
      },
    );
    const send = (url: string) => fetch(url, { method: 'PUT', body: Buffer.alloc(1_000) });
    expect((await send(parts[0]!.url)).ok).toBe(true);
    expect(await files.list(id)).toEqual([`parts of uploads/${id}/source`]);
    await deleteVideo(outputs, owner, id);
    await isEmpty(id);
    expect((await send(parts[1]!.url)).status).toBe(404);
    const COMPLETE =
      'mutation($id: ID!) { completeUpload(videoId: $id, parts: [{ partNumber: 1, etag: "e" }]) { id } }';
    for (const mutation of [SIGN, COMPLETE])
      expect((await graphql(outputs, owner, mutation, { id })).errors).toMatchObject(notFound);
    expect(await files.list(id)).toEqual([]);
  });

  it('while it is transcoded: its jobs end, and nothing that they made stays', async () => {
    const id = await uploadFile(outputs, owner, await fixture('clip'));
    await vi.waitFor(async () => {
      const { video } = await ask<{ video: { progress: number | null } }>(outputs, owner, VIDEO, { id });
      expect(video.progress).toBeGreaterThan(0);
    }, PATIENCE);
    const posters = `posters/${String((await rowOf(id))!['posterToken'])}/`;
    await deleteVideo(outputs, owner, id);
    await vi.waitFor(async () => {
      const statuses = (await jobsOf(outputs, id)).map(({ Status }) => Status);
      expect(statuses).toHaveLength(2);
      expect(statuses.filter((status) => status === 'SUBMITTED' || status === 'PROGRESSING')).toEqual([]);
    }, PATIENCE);
    await isEmpty(id);
    await vi.waitFor(async () => expect(await late.held()).toBe(0), PATIENCE);
    expect([await files.list(id), await files.made(posters)]).toEqual([[], []]);
    expect(await rowOf(id)).toBeUndefined();
  });
});

describe('a deleted video', () => {
  it('never comes back, whatever is said of it late, again and in any order', async () => {
    const id = await upload({ visibility: 'PUBLIC' });
    await deleteVideo(outputs, owner, id);
    await isEmpty(id);

    const statuses = ['COMPLETE', 'PROGRESSING', 'ERROR', 'STATUS_UPDATE', 'CANCELED', 'COMPLETE'];
    for (const status of statuses) {
      await files.write(id, `${status.toLowerCase()}.cmfv`);
      await late.job(id, owner.sub, status);
      await late.uploaded(id);
    }
    const mutations: [string, Identity][] = [
      ['likeVideo(videoId: $id) { id }', stranger],
      ['rateVideo(videoId: $id, stars: 5) { id }', stranger],
      ['recordProgress(videoId: $id, positionSeconds: 1) { liked }', stranger],
      ['updateVideo(input: { id: $id, title: "Back" }) { id }', owner],
      ['signUploadParts(videoId: $id, partNumbers: [1]) { url }', owner],
      ['completeUpload(videoId: $id, parts: []) { id }', owner],
      ['deleteVideo(id: $id) { id }', owner],
    ];
    for (const [mutation, identity] of mutations) {
      const { errors } = await graphql(outputs, identity, `mutation($id: ID!) { ${mutation} }`, { id });
      expect(errors, mutation).toMatchObject([{ errorType: 'NotFound', data: null }]);
    }
    await vi.waitFor(async () => expect(await late.held()).toBe(0), PATIENCE);
    await isEmpty(id);
    expect(await rowOf(id)).toBeUndefined();
    expect(await feed()).not.toContain(id);
    expect(await rows.get('Engagements', { userId: stranger.sub, videoId: id })).toBeUndefined();
  });
});
