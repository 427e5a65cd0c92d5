import { copyFile, link, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Read and written in pieces of this size: large enough for speed, small enough for many at once. */
const BUFFER_BYTES = 512 * 1024;
/** What is only copied has one buffer to itself, and is several times faster without streams. */
const COPY_BYTES = 4 * 1024 * 1024;

/**
 * The bytes of all objects: immutable files under random ids, never under keys, so that no key can
 * name a path. Files that lost their row are unlinked late: a reader may be about to open one.
 */
export interface ObjectFiles {
  /** Where the bytes of a new file go. Its id means nothing until a row holds it. */
  reserve(): string;
  path(file: string): string;
  /** The bytes, or those from `start` to `end` (both included). */
  read(file: string, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** Where the bytes of a reserved file are written to. */
  write(file: string): Promise<Writable>;
  /** Writes files one behind the other into a new one; `see` is shown the bytes as they pass, and must not keep them. */
  join(sources: readonly string[], file: string, see?: (bytes: Buffer) => void): Promise<void>;
  /** Takes over a finished file from elsewhere: a rename, or a copy when it lies on another device. */
  adopt(source: string, file: string): Promise<void>;
  /** A second name for the same immutable bytes. */
  duplicate(file: string, copy: string): Promise<void>;
  /** Unlinks at once: for bytes that never had a row. */
  drop(file: string): Promise<void>;
  /** Remembers that no row holds the file any more. */
  discard(files: readonly string[]): void;
  /** Keeps the file until the next start: its path was handed out, and nobody will say when it is done with. */
  pin(file: string): void;
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
  const pinned = new Set<string>();
  // Some folders keep each of them short; the first digit of a random id spreads evenly over them.
  const folders = [...'0123456789abcdef'];
  await Promise.all(folders.map((folder) => mkdir(join(directory, folder), { recursive: true })));

  const path = (file: string) => join(directory, file.slice(0, 1), file);
  const reserve = () => options.uuid().replaceAll('-', '');

  return {
    reserve,
    path,

    async read(file, range) {
      // Opened before it is answered: from here on the bytes stay, whatever becomes of the file's name.
      const handle = await open(path(file), 'r');
      return handle.createReadStream({ highWaterMark: BUFFER_BYTES, ...range });
    },

    async write(file) {
      // There before the first byte is: a failure finds the file to remove.
      const handle = await open(path(file), 'wx');
      return handle.createWriteStream({ highWaterMark: BUFFER_BYTES });
    },

    async join(sources, file, see) {
      const buffer = Buffer.allocUnsafe(COPY_BYTES);
      await using target = await open(path(file), 'wx');
      for (const source of sources) {
        await using from = await open(path(source), 'r');
        for (;;) {
          const { bytesRead } = await from.read(buffer, 0, buffer.length);
          if (bytesRead === 0) break;
          const bytes = buffer.subarray(0, bytesRead);
          see?.(bytes);
          await target.writeFile(bytes);
        }
      }
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

    pin: (file) => void pinned.add(file),

    async collect(before) {
      for (const [file, since] of discarded) {
        if (since > before || pinned.has(file)) continue;
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
