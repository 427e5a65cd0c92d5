import { copyFile, link, mkdir, open, readdir, rename, rm, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, Readable } from 'node:stream';
import type { ByteRange } from '../operations/range.ts';
import type { Target } from '../payload/body-sink.ts';
import { slicesOf, type Piece, type Slice } from './pieces.ts';

/** Read in pieces of this size: large enough for speed, small enough for many readers at once. */
const READ_BYTES = 512 * 1024;

/**
 * The bytes of all objects: immutable files under random ids, never under keys, so that no key can
 * name a path. Files that lost their row are unlinked late: a reader may be about to open one.
 */
export interface ObjectFiles {
  /** Where the bytes of a new file go. Its id means nothing until a row holds it. */
  reserve(): string;
  path(file: string): string;
  /** The bytes of the files one behind the other, or those from `start` to `end` (both included). */
  read(pieces: readonly Piece[], range?: ByteRange): Promise<Readable>;
  /** Where the bytes of a reserved file are written to. */
  write(file: string): Promise<Target>;
  /** Takes over a finished file from elsewhere: a rename, or a copy when it lies on another device. */
  adopt(source: string, file: string): Promise<void>;
  /** A second name for the same immutable bytes. */
  duplicate(file: string, copy: string): Promise<void>;
  /** Unlinks at once: for bytes that never had a row. */
  drop(file: string): Promise<void>;
  /** Remembers that no row holds the file any more. */
  discard(files: readonly string[]): void;
  /** Keeps files, discarded or not, until the answer is called, or until the next start. */
  hold(files: readonly string[]): () => void;
  /** Unlinks what was discarded before `before` (milliseconds since the epoch). */
  collect(before: number): Promise<void>;
  /** Unlinks everything that no row holds: what an earlier process left behind. */
  sweep(isHeld: (file: string) => boolean): Promise<void>;
}

export async function openFiles(
  directory: string,
  options: { now: () => number; uuid: () => string },
): Promise<ObjectFiles> {
  const discarded = new Map<string, number>();
  /** How many hold each file. */
  const held = new Map<string, number>();
  // Some folders keep each of them short; the first digit of a random id spreads evenly over them.
  const folders = [...'0123456789abcdef'];
  await Promise.all(folders.map((folder) => mkdir(join(directory, folder), { recursive: true })));

  const path = (file: string) => join(directory, file.slice(0, 1), file);

  function hold(files: readonly string[]): () => void {
    for (const file of files) held.set(file, (held.get(file) ?? 0) + 1);
    let over = false;
    return () => {
      if (over) return;
      over = true;
      for (const file of files) {
        const others = held.get(file)! - 1;
        if (others > 0) held.set(file, others);
        else held.delete(file);
      }
    };
  }

  async function openSlice({ file, range }: Slice): Promise<Readable> {
    const handle = await open(path(file), 'r');
    return handle.createReadStream({ highWaterMark: READ_BYTES, ...range });
  }

  async function* readInTurn(slices: readonly Slice[]): AsyncGenerator<Buffer> {
    for (const slice of slices) yield* (await openSlice(slice)) as AsyncIterable<Buffer>;
  }

  return {
    reserve: () => options.uuid().replaceAll('-', ''),
    path,
    hold,

    async read(pieces, range) {
      const slices = slicesOf(pieces, range);
      const [only] = slices;
      // Opened before it is answered: from here on the bytes stay, whatever becomes of the file's name.
      if (only && slices.length === 1) return openSlice(only);
      const release = hold(slices.map(({ file }) => file));
      const stream = Readable.from(readInTurn(slices), { objectMode: false });
      finished(stream, release);
      return stream;
    },

    async write(file) {
      // There before the first byte is: a failure finds the file to remove.
      const handle = await open(path(file), 'wx');
      return {
        write: (bytes, position) => writeAll(handle, bytes, position),
        close: () => handle.close(),
      };
    },

    async adopt(source, file) {
      try {
        await rename(source, path(file));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        await copyFile(source, path(file));
        await unlink(source);
      }
    },

    // Some file systems have no links: a copy is as good, only slower.
    duplicate: (file, copy) => link(path(file), path(copy)).catch(() => copyFile(path(file), path(copy))),

    drop: (file) => rm(path(file), { force: true }),

    discard(files) {
      for (const file of files) if (file !== '') discarded.set(file, options.now());
    },

    async collect(before) {
      for (const [file, since] of discarded) {
        if (since > before || held.has(file)) continue;
        await rm(path(file), { force: true });
        discarded.delete(file);
      }
    },

    async sweep(isHeld) {
      for (const folder of folders)
        for (const file of await readdir(join(directory, folder)))
          if (!isHeld(file)) await rm(join(directory, folder, file), { force: true });
    },
  };
}

/** A write may take less than it was given (a disk that fills up): the rest is written again, or fails. */
async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, position);
  if (bytesWritten < bytes.length)
    await writeAll(handle, bytes.subarray(bytesWritten), position + bytesWritten);
}
