import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { JobError } from './job-error.ts';
import { probeFile } from '../media/probe.ts';
import type { Source } from '../media/source.ts';
import { LOCAL } from '../plan/muxers.ts';
import type { GroupPlan, Plan, Rendition } from '../plan/plan.ts';
import { measureSheets } from '../playlists/sheets.ts';
import { videoCodec } from '../playlists/codecs.ts';
import { keyFramesOf, type KeyFrame } from '../playlists/key-frames.ts';
import { measureSegments, totalBytes, totalDuration, type Segment } from '../playlists/segments.ts';

/** What the transcoder made for one rendition, measured. */
export interface Made {
  readonly rendition: Rendition;
  readonly group: GroupPlan;
  readonly directory: string;
  /** Seconds. */
  readonly duration: number;
  readonly bytes: number;
  /** Empty for single files. */
  readonly segments: readonly Segment[];
  /** How many pictures a frame capture took. */
  readonly frames: number;
  /** For the playlist of key frames, where one is wanted. */
  readonly keyFrames?: readonly KeyFrame[];
  /** RFC 6381 name of the picture's codec, where the format has playlists. */
  readonly videoCodec?: string;
}

/** Reads what each rendition's folder holds: sizes and playlists only, no second pass over the media. */
export async function collect(plan: Plan, work: string, ffprobe: string): Promise<Made[]> {
  const all = plan.groups.flatMap((group) => group.renditions.map((rendition) => ({ group, rendition })));
  const made: Made[] = await Promise.all(
    all.map(async ({ group, rendition }) => {
      const directory = join(work, rendition.id);
      const made = { rendition, group, directory, segments: [], frames: 0 };
      switch (rendition.format) {
        case 'FRAMES': {
          const frames = (await readdir(directory)).length;
          return { ...made, frames, duration: plan.source.duration ?? 0, bytes: 0 };
        }
        case 'SHEETS':
          return { ...made, duration: 0, bytes: 0 };
        case 'MP4': {
          const path = join(directory, LOCAL.file);
          const source = await probeFile(ffprobe, { path, uri: rendition.names.file, directory });
          expectTracks(rendition, source);
          return { ...made, duration: source.duration ?? 0, bytes: (await stat(path)).size };
        }
        default: {
          const { length, leastFinal = 0 } = group.segments ?? {};
          const cuts = {
            leastFinal,
            ...(rendition.format === 'CMAF' && rendition.video && { every: length }),
          };
          const segments = await measureSegments(directory, LOCAL.playlist, cuts);
          return {
            ...made,
            segments,
            duration: totalDuration(segments),
            bytes: totalBytes(segments),
            ...(rendition.iFramePlaylist && { keyFrames: await keyFramesOf(segments) }),
            ...(rendition.video && { videoCodec: videoCodec(await head(rendition, directory, segments)) }),
          };
        }
      }
    }),
  );
  return Promise.all(made.map((one) => (one.rendition.format === 'SHEETS' ? withSheets(one, made) : one)));
}

/** The sheets of a group last as long as its pictures do. */
async function withSheets(one: Made, made: readonly Made[]): Promise<Made> {
  const pictures = made.find(({ group, videoCodec }) => group === one.group && videoCodec);
  const duration = pictures?.duration ?? 0;
  const segments = await measureSheets(one.directory, one.rendition.video!.sheet!, duration);
  return { ...one, segments, duration, bytes: totalBytes(segments) };
}

/** A file of its own holds what was asked for: a picture of that size, sound, neither more nor less. */
function expectTracks({ video, audio }: Rendition, { video: picture, audio: sound }: Source): void {
  const { width, height } = video?.framing.frame ?? {};
  if (picture?.width !== width || picture?.height !== height || sound.length !== (audio ? 1 : 0))
    throw new JobError(1999, 'The transcoder wrote a file with other tracks than were asked for.');
}

const HEAD_BYTES = 16_384;

/** The first bytes of the init segment, or of the first segment where there is none. */
async function head(rendition: Rendition, directory: string, segments: readonly Segment[]): Promise<Buffer> {
  const path = rendition.format === 'CMAF' ? join(directory, LOCAL.init) : segments[0]?.path;
  if (!path) throw new JobError(1999, 'The transcoder wrote a playlist without segments.');
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
