import type { Readable } from 'node:stream';
import type { ByteRange } from '../operations/range.ts';
import type { ObjectFiles } from './files.ts';
import type { StoredObject } from './object-row.ts';
import type { ObjectStore } from './objects.ts';
import type { Piece } from './pieces.ts';

/** The bytes of stored objects, whether they lie in one file or in those of the parts they came in. */
export interface ObjectBytes {
  read(object: StoredObject, range?: ByteRange): Promise<Readable>;
  /**
   * One file with all the bytes: an object that came in parts is joined at the first demand, and stays so.
   * The file is kept until the next start, whatever becomes of the object.
   */
  wholeFile(object: StoredObject): Promise<string>;
}

/** @param store copies a reading into a new file */
export function createObjectBytes(
  objects: ObjectStore,
  files: ObjectFiles,
  store: (source: Readable, file: string) => Promise<void>,
): ObjectBytes {
  const joining = new Map<number, Promise<string>>();

  function piecesOf(object: StoredObject): readonly Piece[] {
    if (object.file !== '') return [object];
    const parts = objects.parts(object.sequence);
    if (parts.every(({ file }) => file !== '')) return parts;
    // Joined since the object was looked up.
    const { bucket, key, versionId } = object;
    const now = objects.version(bucket, key, versionId);
    if (now?.sequence !== object.sequence) throw new Error(`The bytes of ${bucket}/${key} are gone.`);
    return [now];
  }

  async function join(object: StoredObject, pieces: readonly Piece[]): Promise<string> {
    const file = files.reserve();
    files.hold([file]);
    try {
      await store(await files.read(pieces), file);
    } catch (error) {
      await files.drop(file);
      throw error;
    }
    // Of an object that went meanwhile, the caller still gets the bytes; they have no row.
    if (!objects.gather(object.sequence, file)) files.discard([file]);
    return file;
  }

  return {
    read: (object, range) => files.read(piecesOf(object), range),
    async wholeFile(object) {
      const pieces = piecesOf(object);
      const [only] = pieces;
      if (only && pieces.length === 1) {
        files.hold([only.file]);
        return only.file;
      }
      const { sequence } = object;
      const joined = joining.get(sequence) ?? join(object, pieces).finally(() => joining.delete(sequence));
      joining.set(sequence, joined);
      return joined;
    },
  };
}
