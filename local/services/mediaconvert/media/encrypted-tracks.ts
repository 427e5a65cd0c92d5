import { open, type FileHandle } from 'node:fs/promises';

/** What the samples of a locked track are called: by Common Encryption, and by older ways of selling films. */
const LOCKED: ReadonlySet<string> = new Set(['encv', 'enca', 'enct', 'encs', 'drmi', 'drms']);
const PATH_TO_SAMPLES = ['mdia', 'minf', 'stbl', 'stsd'];
/** Bytes of `stsd` before its first entry: version, flags and the number of entries. */
const STSD_HEADER = 8;
/** No file has more boxes side by side than this, but for one that wants to keep us busy. */
const MOST_BOXES = 10_000;

interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The boxes between two places; no more of them than are whole. */
async function* boxes(file: FileHandle, from: number, to: number): AsyncGenerator<Box> {
  const header = Buffer.alloc(16);
  for (let at = from, count = 0; at + 8 <= to && count < MOST_BOXES; count += 1) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    if (bytesRead < 8) return;
    const size = header.readUInt32BE(0);
    const isLong = size === 1 && bytesRead === 16;
    const length = isLong ? Number(header.readBigUInt64BE(8)) : size === 0 ? to - at : size;
    if (length < 8 || at + length > to) return;
    yield { type: header.toString('latin1', 4, 8), start: at + (isLong ? 16 : 8), end: at + length };
    at += length;
  }
}

async function find(file: FileHandle, within: Omit<Box, 'type'>, type: string): Promise<Box | undefined> {
  for await (const box of boxes(file, within.start, within.end)) if (box.type === type) return box;
  return undefined;
}

async function sampleType(file: FileHandle, track: Box): Promise<string | undefined> {
  let box: Box | undefined = track;
  for (const type of PATH_TO_SAMPLES) box &&= await find(file, box, type);
  if (!box) return undefined;
  const entry = await boxes(file, box.start + STSD_HEADER, box.end).next();
  return entry.done ? undefined : entry.value.type;
}

/**
 * The tracks of an ISO file (MP4, MOV), from 0, that nobody can decode without a key. ffprobe names their codecs as if
 * they were open, and ffmpeg makes noise of them without an error.
 */
export async function encryptedTracks(path: string): Promise<ReadonlySet<number>> {
  const file = await open(path);
  try {
    const locked = new Set<number>();
    const { size } = await file.stat();
    const movie = await find(file, { start: 0, end: size }, 'moov');
    if (!movie) return locked;
    let index = 0;
    for await (const box of boxes(file, movie.start, movie.end)) {
      if (box.type !== 'trak') continue;
      if (LOCKED.has((await sampleType(file, box)) ?? '')) locked.add(index);
      index += 1;
    }
    return locked;
  } finally {
    await file.close();
  }
}
