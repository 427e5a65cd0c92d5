import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFramesOf } from './key-frames.ts';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'key-frames-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const box = (type: string, ...content: Buffer[]) => {
  const body = Buffer.concat(content);
  return Buffer.concat([word(body.length + 8), Buffer.from(type), body]);
};
const KEY = 0x0200_0000;
const OTHER = 0x0101_0000;

/** A fragment whose first picture has ten bytes; what is said of it stands in the run or in the track's defaults. */
const inRun = (flags: number) =>
  box('trun', word(0x604), word(2), word(flags), word(10), word(flags), word(7), word(OTHER));
const inDefaults = box('trun', word(0), word(2));
const fragment = (run: Buffer, defaults = box('tfhd', word(0), word(1))) =>
  Buffer.concat([box('moof', box('traf', defaults, run)), box('mdat', Buffer.alloc(17))]);

const read = (bytes: Buffer, fragments = 1) => {
  const path = join(directory, 'segment');
  writeFileSync(path, bytes);
  const duration = 2;
  return keyFramesOf([
    {
      path,
      bytes: bytes.length,
      duration,
      fragments: Array.from({ length: fragments }, () => ({ duration })),
    },
  ]);
};

it('are found at the head of each fragment, with the boxes that they need', async () => {
  const one = fragment(inRun(KEY));
  const head = one.length - 17 - 8;
  const two = Buffer.concat([box('styp', word(0)), one, box('sidx', word(0)), one]);
  expect(await read(two, 2)).toEqual([
    { segment: 0, offset: 12, bytes: head + 8 + 10, duration: 2 },
    { segment: 0, offset: 12 + one.length + 12, bytes: head + 8 + 10, duration: 2 },
  ]);
  const [frame] = await read(fragment(inDefaults, box('tfhd', word(0x38), ...[1, 512, 12, KEY].map(word))));
  expect(frame).toMatchObject({ offset: 0, bytes: expect.any(Number) });
});

it('are not taken from what cannot be decoded alone, or is not whole', async () => {
  await expect(read(fragment(inRun(OTHER)))).rejects.toThrow('does not begin with a key frame');
  await expect(read(fragment(inRun(KEY)), 2)).rejects.toThrow('other fragments than it listed');
  const long = box('trun', word(0x204), word(1), word(KEY), word(500));
  await expect(read(fragment(long))).rejects.toThrow('beyond its segment');
  await expect(read(fragment(box('free')))).rejects.toThrow('without samples');
});
