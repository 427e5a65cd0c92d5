import { readBox, readBoxes, unsound, withFile } from './boxes.ts';
import type { Segment } from './segments.ts';

/** A key frame inside a segment: the bytes that a player needs of it, beside the init segment. */
export interface KeyFrame {
  /** Index of its segment, from 0. */
  readonly segment: number;
  readonly offset: number;
  readonly bytes: number;
  /** Seconds to the next key frame, or to the end. */
  readonly duration: number;
}

/**
 * Finds the key frame at the head of every fragment: the `moof` box and the first of the pictures behind it.
 * Reads the boxes' heads only. Throws when a fragment does not begin with a key frame.
 */
export async function keyFramesOf(segments: readonly Segment[]): Promise<KeyFrame[]> {
  const found: KeyFrame[] = [];
  for (const [index, { path, fragments }] of segments.entries()) {
    const heads = await fragmentHeads(path);
    if (heads.length !== fragments.length) throw unsound('a segment with other fragments than it listed');
    for (const [at, { offset, bytes }] of heads.entries())
      found.push({ segment: index, offset, bytes, duration: fragments[at]!.duration });
  }
  return found;
}

const fragmentHeads = (path: string) =>
  withFile(path, async (file, size) => {
    const heads: { offset: number; bytes: number }[] = [];
    for (const box of await readBoxes(file, 0, size)) {
      if (box.type !== 'moof') continue;
      const first = firstSample(await readBox(file, box));
      if (!first.isKey) throw unsound('a fragment that does not begin with a key frame');
      if (first.bytes === 0 || box.start + first.end > size) throw unsound('a key frame beyond its segment');
      heads.push({ offset: box.start, bytes: first.end });
    }
    return heads;
  });

/** ISO/IEC 14496-12: the flag of a sample that cannot be decoded alone. */
const NOT_A_KEY = 0x0001_0000;
const HEADER = 8;

/** The fields of a box in their order: the flag that says that it is there (0: always), and its bytes. */
const TRACK_DEFAULTS = {
  track: [0, 4],
  base: [1, 8],
  description: [2, 4],
  duration: [8, 4],
  size: [0x10, 4],
  flags: [0x20, 4],
} as const;
const RUN = {
  count: [0, 4],
  offset: [1, 4],
  firstFlags: [4, 4],
  duration: [0x100, 4],
  size: [0x200, 4],
  flags: [0x400, 4],
} as const;

/** The first sample of a fragment with one track: its size, and its end counted from the `moof` box's start. */
function firstSample(moof: Buffer) {
  const defaults = fields(moof, 'tfhd', TRACK_DEFAULTS);
  const run = fields(moof, 'trun', RUN);
  const bytes = run.size ?? defaults.size ?? 0;
  const flags = run.firstFlags ?? run.flags ?? defaults.flags ?? 0;
  return { bytes, end: (run.offset ?? moof.length + HEADER) + bytes, isKey: (flags & NOT_A_KEY) === 0 };
}

function fields<Name extends string>(
  moof: Buffer,
  box: string,
  layout: Readonly<Record<Name, readonly [flag: number, bytes: number]>>,
): { readonly [name in Name]?: number } {
  const start = moof.indexOf(box) + box.length;
  if (start < box.length) throw unsound('a fragment without samples');
  const present = moof.readUIntBE(start + 1, 3);
  const read: { [name in Name]?: number } = {};
  let at = start + 4;
  for (const name of Object.keys(layout) as Name[]) {
    const [flag, bytes] = layout[name];
    if (flag !== 0 && (present & flag) === 0) continue;
    read[name] = moof.readUInt32BE(at);
    at += bytes;
  }
  return read;
}
