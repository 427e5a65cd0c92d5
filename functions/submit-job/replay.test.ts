import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pinnedKey, sourceKey } from '../../model/keys.ts';
import { CLAIM_LEASE_MS } from '../../model/limits.ts';
import { ID, NOW, videoRow, videosTable, type TestTable } from '../shared/testing.ts';
import { arrived, createWorld, etag, MP4, type World } from './testing.ts';

let videos: TestTable;
let world: World;
beforeAll(async () => {
  videos = await videosTable();
});
afterAll(() => videos.stop());
beforeEach(async () => {
  world = createWorld(videos);
  await videos.put(videoRow({ leaseUntil: NOW + 5, open: 'OPEN#0' }));
});

const row = () => videos.get(ID);
const OTHER = Buffer.concat([MP4, Buffer.from('other bytes')]);
/** A form is sent again. */
const replay = (bytes: Uint8Array = OTHER) => {
  world.files.set(sourceKey(ID), bytes);
  return arrived(bytes);
};

describe('a form that is sent again', () => {
  test('before the file is pinned: what is there last is the video', async () => {
    let copies = 0;
    world.fault = (call) => void (call === 'copy' && ++copies === 1 && replay());
    await world.submit();
    expect(copies).toBe(2);
    expect(await row()).toMatchObject({ sourceEtag: etag(OTHER), jobId: 'job-2' });
    expect(world.files.get(pinnedKey(ID))).toEqual(OTHER);
  });

  test('all the time: is not followed for ever', async () => {
    let sent = 0;
    world.fault = (call) => void (call === 'copy' && replay(Buffer.from(`${sent++}`)));
    await expect(world.submit()).rejects.toThrow('changes faster');
    expect(world.jobs).toEqual([]);
  });

  test.each(['the same', 'others'])(
    'after that changes nothing, whatever becomes of the video: %s',
    async (bytes) => {
      const again = () => replay(bytes === 'others' ? OTHER : MP4);
      let sent: Promise<void> | undefined;
      // While the jobs are made.
      world.fault = (call) =>
        void (call === 'probe' && (sent ??= world.submit(again(), { messageId: 'replay' })));
      await world.submit();
      await sent;
      const made = await row();
      for (const changes of [
        {},
        { status: 'PROCESSING' },
        { status: 'READY' },
        { status: 'FAILED' },
      ] as const) {
        await videos.put({ ...made!, ...changes });
        const before = await row();
        await world.submit(again(), { messageId: 'another', now: NOW + 10 * CLAIM_LEASE_MS });
        expect(await row()).toEqual(before);
      }
      expect(world.jobs).toHaveLength(2);
      expect(world.published).toHaveLength(1);
      expect(world.files.get(pinnedKey(ID))).toEqual(MP4);
    },
  );

  test('of a video that is deleted meanwhile leaves no copy', async () => {
    const deletion = new DeleteCommand({ TableName: videos.name, Key: { id: ID } });
    world = createWorld(videos, { publish: async () => void (await videos.client.send(deletion)) });
    await world.submit();
    expect([world.jobs, world.files.has(pinnedKey(ID))]).toEqual([[], false]);
  });
});
