import { afterAll, describe, expect, it, vi } from 'vitest';
import { lateEvents } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { fetchPlaylist, fetchRendition } from './support/hls.ts';
import { jobsOf, partOf } from './support/jobs.ts';
import { newPerson, signIn } from './support/people.ts';
import { newPlace, removePlace, startStack, type RunningStack } from './support/stack.ts';
import { subscribe } from './support/subscribe.ts';
import { ON_VIDEO_STATUS, playback, settled, uploadFile, type StatusEvent } from './support/videos.ts';

const place = await newPlace();
let stack: RunningStack | undefined;
afterAll(async () => {
  await stack?.stop();
  await removePlace(place);
});

describe('the whole system killed in the middle of a transcode', () => {
  it('makes the video READY, once, after it is started again', async () => {
    stack = await startStack(place);
    const owner = await newPerson(stack.outputs);
    const id = await uploadFile(stack.outputs, owner, await fixture('clip'));
    const live = await subscribe<StatusEvent>(stack.outputs, owner, ON_VIDEO_STATUS, { videoId: id });
    await live.next(({ status, progress }) => status === 'PROCESSING' && (progress ?? 0) > 0);
    await stack.kill();

    stack = await startStack(place);
    const again = await signIn(stack.outputs, owner);
    expect(again.sub).toBe(owner.sub);
    // The token of before the crash is still good: the pool's key survived too.
    const events = await subscribe<StatusEvent>(stack.outputs, owner, ON_VIDEO_STATUS, { videoId: id });
    const video = await settled(stack.outputs, again, id);
    expect(video).toMatchObject({ status: 'READY', failure: null });
    const { hlsUrl } = await playback(stack.outputs, again, id);
    const master = await fetchPlaylist(hlsUrl);
    expect(master.playlists).toHaveLength(4);
    expect((await fetchRendition(new URL(master.playlists![0]!.uri, hlsUrl).href)).seconds).toBeCloseTo(
      20,
      0,
    );

    expect((await jobsOf(stack.outputs, id)).map(partOf)).toEqual(['FULL', 'EARLY']);
    expect(events.events.filter(({ status }) => status === 'READY').length).toBeLessThanOrEqual(1);
    const { version } = video;
    // Nothing moves it any more: whatever comes twice changes nothing.
    const { held } = await lateEvents(stack.outputs);
    await vi.waitFor(async () => expect(await held()).toBe(0), 30_000);
    expect((await settled(stack.outputs, again, id)).version).toBe(version);
  });
});
