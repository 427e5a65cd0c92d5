import { openAsBlob } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { jobsOf, partOf } from './support/jobs.ts';
import { newPerson, type Person } from './support/people.ts';
import { newPlace, removePlace, startStack, type RunningStack } from './support/stack.ts';
import { subscribe, type Subscription } from './support/subscribe.ts';
import { createUpload, ON_VIDEO_STATUS, postForm, settled, type StatusEvent } from './support/videos.ts';

const place = await newPlace();
let stack: RunningStack;
let owner: Person;
beforeAll(async () => {
  stack = await startStack(place);
  owner = await newPerson(stack.outputs);
});
afterAll(async () => {
  await stack.stop();
  await removePlace(place);
});

/** Milliseconds; the queues would hide a dead receiver's message for 60,000 and more. */
const PROMPTLY = 20_000;

type Moment = (live: Subscription<StatusEvent>, printed: () => string) => Promise<unknown>;
const heard =
  (status: string): Moment =>
  (live) =>
    live.next((event) => event.status === status);

describe('the whole system told to stop', () => {
  it('while it works finishes what it has in hand, complains of nothing, and goes on after a start', async () => {
    const file = await openAsBlob(await fixture('short'));
    const ticket = await createUpload(stack.outputs, owner, file.size);
    const { videoId } = ticket;
    const live = await subscribe<StatusEvent>(stack.outputs, owner, ON_VIDEO_STATUS, { videoId });
    await postForm(ticket, file);
    await live.next(({ status }) => status === 'UPLOADED');
    await stack.stop();
    // `!` and `✗` stand for what went wrong.
    expect(stack.log().match(/^\S+ [!✗] .*$/gm) ?? []).toEqual([]);

    stack = await startStack(place);
    expect(await settled(stack.outputs, owner, videoId, PROMPTLY)).toMatchObject({ status: 'READY' });
  });
});

describe('the whole system killed as soon as', () => {
  it.each<[string, Moment]>([
    ['the form was answered', async () => {}],
    ['the upload was claimed', heard('UPLOADED')],
    ['the first job was begun', heard('PROCESSING')],
    [
      'the first job was complete',
      (_live, printed) =>
        vi.waitFor(() => expect(printed()).toContain('COMPLETE'), { timeout: 30_000, interval: 5 }),
    ],
    ['the first renditions could be watched', heard('PLAYABLE')],
  ])('%s makes the video READY promptly after a start, of one job for each part', async (_name, moment) => {
    const file = await openAsBlob(await fixture('parted'));
    const ticket = await createUpload(stack.outputs, owner, file.size);
    const live = await subscribe<StatusEvent>(stack.outputs, owner, ON_VIDEO_STATUS, {
      videoId: ticket.videoId,
    });
    const before = stack.log().length;
    expect((await postForm(ticket, file)).ok).toBe(true);
    await moment(live, () => stack.log().slice(before));
    await stack.kill();

    stack = await startStack(place);
    const video = await settled(stack.outputs, owner, ticket.videoId, PROMPTLY);
    expect(video).toMatchObject({ status: 'READY', progress: 100, failure: null });
    expect((await jobsOf(stack.outputs, video.id)).map(partOf)).toEqual(['FULL', 'EARLY']);
    await vi.waitFor(async () =>
      expect(await readdir(join(place.dataDirectory, 'mediaconvert', 'work'))).toEqual([]),
    );
  });
});
