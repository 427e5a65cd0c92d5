import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JobError } from '../jobs/job-error.ts';

/** One media segment in the work directory. */
export interface Segment extends Measured {
  readonly path: string;
  /** What it was put together from; of a picture in CMAF, each begins with a key frame. */
  readonly fragments: readonly Fragment[];
}

export interface Fragment {
  /** Seconds. */
  readonly duration: number;
}

export interface Measured extends Fragment {
  readonly bytes: number;
}

/** A file that ffmpeg's own playlist lists. */
export interface Piece extends Fragment {
  readonly file: string;
}

/** What ffmpeg's own media playlist says. Throws when it never came to its end. */
export function readPlaylist(text: string): Piece[] {
  const lines = text.split('\n').map((line) => line.trim());
  if (lines[0] !== '#EXTM3U' || !lines.includes('#EXT-X-ENDLIST'))
    throw new JobError(1999, 'The transcoder ended without finishing a playlist.');
  const pieces: Piece[] = [];
  let duration = 0;
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice('#EXTINF:'.length));
    else if (line !== '' && !line.startsWith('#')) pieces.push({ file: line, duration });
  }
  return pieces;
}

export interface Cuts {
  /** Seconds of a segment, where ffmpeg wrote a file for each fragment; absent where its files are the segments. */
  readonly every?: number;
  /** Seconds; a shorter last segment joins the one before it. */
  readonly leastFinal: number;
}

/** Seconds by which the sum of many rounded durations may be off. */
const SLACK = 0.001;

/** The pieces of each segment: those that begin before its time is over. */
export function intoSegments(pieces: readonly Piece[], { every, leastFinal }: Cuts): Piece[][] {
  const segments: Piece[][] = [];
  let start = 0;
  for (const piece of pieces) {
    const current = segments.at(-1);
    if (!current || every === undefined || start >= segments.length * every - SLACK) segments.push([piece]);
    else current.push(piece);
    start += piece.duration;
  }
  const [previous, last] = segments.slice(-2);
  if (!previous || !last || totalDuration(last) >= leastFinal) return segments;
  return [...segments.slice(0, -2), [...previous, ...last]];
}

/**
 * Puts a rendition's segments together and measures them. For both formats, joining pieces is joining their
 * bytes: a segment may hold several fragments, and a transport stream has no end.
 */
export async function measureSegments(directory: string, playlist: string, cuts: Cuts): Promise<Segment[]> {
  const pieces = readPlaylist(await readFile(join(directory, playlist), 'utf8'));
  const segments: Segment[] = [];
  for (const members of intoSegments(pieces, cuts)) {
    const [path = '', ...others] = members.map(({ file }) => join(directory, file));
    for (const other of others) {
      await appendFile(path, await readFile(other));
      await rm(other);
    }
    const { size } = await stat(path);
    segments.push({ path, bytes: size, duration: totalDuration(members), fragments: members });
  }
  return segments;
}

export const totalDuration = (segments: readonly Fragment[]): number =>
  segments.reduce((sum, segment) => sum + segment.duration, 0);

export const totalBytes = (segments: readonly Measured[]): number =>
  segments.reduce((sum, segment) => sum + segment.bytes, 0);

/** Bits a second of the whole, and of the densest part. */
export function bandwidth(segments: readonly Measured[]): {
  readonly average: number;
  readonly peak: number;
} {
  const rate = (bytes: number, seconds: number) => (seconds > 0 ? Math.ceil((bytes * 8) / seconds) : 0);
  return {
    average: rate(totalBytes(segments), totalDuration(segments)),
    peak: segments.reduce((most, { bytes, duration }) => Math.max(most, rate(bytes, duration)), 0),
  };
}
