import { describe, expect, inject, it } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { fetchPlaylist, fetchRendition, probe } from './support/hls.ts';
import { newPerson } from './support/people.ts';
import { subscribe } from './support/subscribe.ts';
import {
  createUpload,
  ON_VIDEO_STATUS,
  playback,
  postForm,
  readVideo,
  type StatusEvent,
} from './support/videos.ts';
import { openAsBlob } from 'node:fs';

const outputs = inject('outputs');

describe('a video from file to player', () => {
  it('is uploaded by a form, reports its progress live, and plays in every rendition', async () => {
    const owner = await newPerson(outputs);
    const file = await openAsBlob(await fixture('clip'));
    const ticket = await createUpload(outputs, owner, file.size, {
      title: 'In motion',
      visibility: 'UNLISTED',
    });
    expect(ticket.method).toBe('POST');
    expect(await readVideo(outputs, owner, ticket.videoId)).toMatchObject({ status: 'AWAITING_UPLOAD' });

    const live = await subscribe<StatusEvent>(outputs, owner, ON_VIDEO_STATUS, { videoId: ticket.videoId });
    const posted = await postForm(ticket, file);
    expect(posted.status).toBeLessThan(300);
    // The lowest renditions can be watched while the others are made.
    await live.next(({ status }) => status === 'PLAYABLE', 60_000);
    const early = await playback(outputs, owner, ticket.videoId);
    const { playlists: lowest = [] } = await fetchPlaylist(early.hlsUrl);
    expect(lowest.map(({ attributes }) => attributes.RESOLUTION?.height)).toEqual([360, 240]);
    expect((await fetchRendition(new URL(lowest[0]!.uri, early.hlsUrl).href)).seconds).toBeCloseTo(20, 0);

    const ready = await live.next(({ status }) => status === 'READY', 150_000);
    // Publications may overtake each other: the versions say which is newer. None is missing, none comes twice.
    await live.next(() => live.events.length >= ready.version - 1);
    live.close();

    const inOrder = live.events.toSorted((a, b) => a.version - b.version);
    const statuses = inOrder.map(({ status }) => status);
    expect([...new Set(statuses)]).toEqual(['UPLOADED', 'PROCESSING', 'PLAYABLE', 'READY']);
    const versions = inOrder.map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 2));
    const percents = inOrder
      .filter(({ status }) => status === 'PROCESSING' || status === 'PLAYABLE')
      .map(({ progress }) => progress ?? 0);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(new Set(percents.filter((percent) => percent > 0 && percent < 100)).size).toBeGreaterThanOrEqual(
      2,
    );

    const video = await readVideo(outputs, 'guest', ticket.videoId);
    expect(video).toMatchObject({ status: 'READY', width: 1280, height: 720 });
    expect(video!.version).toBe(versions.at(-1));
    expect(video!.durationSeconds).toBeCloseTo(20, 0);
    expect(video!.renditions.map(({ height }) => height).sort((a, b) => b - a)).toEqual([720, 480, 360, 240]);

    const { hlsUrl, expiresAt } = await playback(outputs, 'guest', ticket.videoId);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const master = await fetchPlaylist(hlsUrl);
    expect(master.playlists).toHaveLength(4);
    for (const { uri, attributes } of master.playlists!) {
      const { bytes, seconds } = await fetchRendition(new URL(uri, hlsUrl).href);
      expect(seconds).toBeCloseTo(20, 0);
      const { streams } = await probe(bytes);
      expect(streams).toMatchObject([{ codec_type: 'video', codec_name: 'h264', ...attributes.RESOLUTION }]);
    }
    const audio = Object.values(master.mediaGroups!.AUDIO).flatMap((group) => Object.values(group));
    expect(audio).toHaveLength(1);
    const heard = await probe((await fetchRendition(new URL(audio[0]!.uri!, hlsUrl).href)).bytes);
    expect(heard.streams).toMatchObject([{ codec_type: 'audio', codec_name: 'aac' }]);
  });
});
