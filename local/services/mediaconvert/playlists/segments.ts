import { appendFile, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JobError } from '../jobs/job-error.ts';

/** One media segment in the work directory. */
export interface Segment {
  readonly path: string;
  /** Seconds. */
  readonly duration: number;
  readonly bytes: number;
}

/** What ffmpeg's own media playlist says. Throws when it never came to its end. */
export function readPlaylist(text: string): { readonly file: string; readonly duration: number }[] {
  const lines = text.split('\n').map((line) => line.trim());
  if (lines[0] !== '#EXTM3U' || !lines.includes('#EXT-X-ENDLIST'))
    throw new JobError(1999, 'The transcoder ended without finishing a playlist.');
  const segments: { file: string; duration: number }[] = [];
  let duration = 0;
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) duration = Number.parseFloat(line.slice('#EXTINF:'.length));
    else if (line !== '' && !line.startsWith('#')) segments.push({ file: line, duration });
  }
  return segments;
}

/**
 * Measures a rendition's segments. A last segment shorter than `leastFinal` seconds joins the one before
 * it, which for both formats is joining the bytes: a segment may hold several fragments, and a transport
 * stream has no end.
 */
export async function measureSegments(
  directory: string,
  playlist: string,
  leastFinal: number,
): Promise<Segment[]> {
  const listed = readPlaylist(await readFile(join(directory, playlist), 'utf8'));
  const segments = await Promise.all(
    listed.map(async ({ file, duration }): Promise<Segment> => {
      const path = join(directory, file);
      return { path, duration, bytes: (await stat(path)).size };
    }),
  );
  const [previous, last] = segments.slice(-2);
  if (!previous || !last || last.duration >= leastFinal) return segments;
  await appendFile(previous.path, await readFile(last.path));
  await rm(last.path);
  const merged: Segment = {
    path: previous.path,
    duration: previous.duration + last.duration,
    bytes: previous.bytes + last.bytes,
  };
  return [...segments.slice(0, -2), merged];
}

export const totalDuration = (segments: readonly Segment[]): number =>
  segments.reduce((sum, segment) => sum + segment.duration, 0);

export const totalBytes = (segments: readonly Segment[]): number =>
  segments.reduce((sum, segment) => sum + segment.bytes, 0);

/** Bits a second of the whole, and of the densest segment. */
export function bandwidth(segments: readonly Segment[]): { readonly average: number; readonly peak: number } {
  const rate = (bytes: number, seconds: number) => (seconds > 0 ? Math.ceil((bytes * 8) / seconds) : 0);
  return {
    average: rate(totalBytes(segments), totalDuration(segments)),
    peak: Math.max(0, ...segments.map((segment) => rate(segment.bytes, segment.duration))),
  };
}
