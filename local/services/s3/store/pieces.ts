import type { ByteRange } from '../operations/range.ts';

/** One of the files that an object's bytes lie in, one behind the other. */
export interface Piece {
  readonly file: string;
  readonly size: number;
}

/** Bytes of one file; all of them without a range. */
export interface Slice {
  readonly file: string;
  readonly range?: ByteRange;
}

/** The slices that make up a range of the pieces' bytes (both ends included), or all of them. */
export function slicesOf(pieces: readonly Piece[], range?: ByteRange): Slice[] {
  if (!range) return pieces.map(({ file }) => ({ file }));
  const slices: Slice[] = [];
  let begin = 0;
  for (const { file, size } of pieces) {
    const start = Math.max(range.start - begin, 0);
    const end = Math.min(range.end - begin, size - 1);
    if (start <= end) slices.push({ file, range: { start, end } });
    begin += size;
  }
  return slices;
}
