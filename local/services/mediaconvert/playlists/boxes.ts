import { open, type FileHandle } from 'node:fs/promises';
import { JobError } from '../jobs/job-error.ts';

export const unsound = (what: string) => new JobError(1999, `The transcoder wrote ${what}.`);

/** A box of an ISO file: where it begins and ends in the file. */
export interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The boxes from `start` to `end`, which they must fill. */
export async function readBoxes(file: FileHandle, start: number, end: number): Promise<Box[]> {
  const boxes: Box[] = [];
  const header = Buffer.alloc(16);
  for (let at = start; at < end;) {
    const { bytesRead } = await file.read(header, 0, 16, at);
    const short = bytesRead >= 8 ? header.readUInt32BE(0) : 0;
    const length = short === 1 && bytesRead === 16 ? Number(header.readBigUInt64BE(8)) : short;
    if (length < 8 || at + length > end) throw unsound('a segment that ends in the middle');
    boxes.push({ type: header.toString('latin1', 4, 8), start: at, end: at + length });
    at += length;
  }
  return boxes;
}

/** A box's own bytes, its header among them. For small boxes: all of it is held at once. */
export async function readBox(file: FileHandle, { start, end }: Box): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
  return buffer;
}

export async function withFile<T>(
  path: string,
  use: (file: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const file = await open(path);
  try {
    return await use(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}
