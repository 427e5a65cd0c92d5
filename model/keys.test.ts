import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  hlsBase,
  OPEN_SHARDS,
  openShard,
  playlistKey,
  shardOf,
  sourceKey,
  videoFolder,
  videoIdOfSource,
} from './keys.ts';

const ulid = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/);

describe('keys', () => {
  test('a source’s key leads back to its video', () => {
    fc.assert(
      fc.property(ulid, (id) => {
        expect(videoIdOfSource(sourceKey(id))).toBe(id);
      }),
    );
  });

  test.each(['', 'uploads/', 'uploads//source', 'uploads/x', 'uploads/x/y/source', 'videos/x/source'])(
    '%j belongs to no video',
    (key) => expect(videoIdOfSource(key)).toBeUndefined(),
  );

  test('as many ids fall to one shard as to another, and every id to one', () => {
    const count = (digits: string) =>
      OPEN_SHARDS.map((shard) => [...digits].filter((digit) => openShard(`01K${digit}`) === shard).length);
    expect(count('0123456789ABCDEFGHJKMNPQRSTVWXYZ')).toEqual([8, 8, 8, 8]);
    for (const id of ['', '-', 'an id']) expect(OPEN_SHARDS).toContain(openShard(id));
    expect(['order_a', 'order_b', 'order_c'].map((id) => shardOf(['x', 'y'], id))).toEqual(['x', 'y', 'x']);
  });

  test('everything of a video is in the folder that its grant covers', () => {
    fc.assert(
      fc.property(ulid, fc.nat(), (id, attempt) => {
        expect(hlsBase(id, attempt, 'EARLY')).not.toBe(hlsBase(id, attempt, 'FULL'));
        expect(playlistKey(id, attempt).startsWith(videoFolder(id))).toBe(true);
      }),
    );
  });
});
