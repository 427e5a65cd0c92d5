import { failure } from '../../model/failures.ts';
import { ownerStatus, ownerVisibility } from '../../model/keys.ts';
import { ladder, type Size } from '../../model/ladder.ts';
import { UPLOAD_URL_SECONDS } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Access, VideoKind, VideoStatus, Visibility } from '../../model/video-types.ts';
import { userId, videoId } from './ids.ts';
import { createRandom, type Random } from './random.ts';
import { describeVideo } from './texts.ts';
import { DAY, FIRST_VIDEO, MINUTE, PRESENT, SECOND } from './times.ts';

const LANDSCAPE: readonly Size[] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 854, height: 480 },
];
const PORTRAIT: readonly Size[] = LANDSCAPE.map(({ width, height }) => ({ width: height, height: width }));

/**
 * The row of the video of this number, as the pipeline would have left it. Of the others it needs to know only how
 * many people there are.
 */
export function videoRow(seed: string, index: number, people: number): VideoRow {
  const random = createRandom(seed, 'video', index);
  const createdAt = FIRST_VIDEO + Math.floor(random.fraction() * (PRESENT - FIRST_VIDEO - DAY));
  const id = videoId(seed, index, createdAt);
  // A few people upload most of what there is.
  const ownerId = userId(seed, Math.floor(random.fraction() ** 3 * people));
  const kind: VideoKind = random.chance(0.6) ? 'SHORT' : 'LONG';
  const visibility = visibilityOf(random);
  const access: Access = random.chance(0.9) ? 'FREE' : 'PREMIUM';
  const status: VideoStatus = random.chance(0.99) ? 'READY' : 'FAILED';
  const durationSeconds = durationOf(kind, random);
  const endedAt = createdAt + MINUTE + durationSeconds * SECOND;
  return {
    id,
    ownerId,
    ownerStatus: ownerStatus(ownerId, status),
    ownerVisibility: ownerVisibility(ownerId, visibility),
    kind,
    ...describeVideo(random),
    visibility,
    access,
    status,
    attempt: 1,
    jobId: `${createdAt}-${random.text('abcdefghijklmnopqrstuvwxyz0123456789', 6)}`,
    createdAt: instant(createdAt),
    updatedAt: instant(endedAt),
    upload: {
      method: 'POST',
      filename: `clip-${index + 1}.mp4`,
      contentType: 'video/mp4',
      sizeBytes: Math.round(durationSeconds * random.between(100_000, 400_000)),
      expiresAt: instant(createdAt + UPLOAD_URL_SECONDS * SECOND),
    },
    ...(status === 'READY'
      ? ready(random.pick(kind === 'SHORT' ? PORTRAIT : LANDSCAPE), durationSeconds, instant(endedAt))
      : { version: 4, percent: random.between(0, 99), renditions: [], failure: failure('CORRUPT') }),
  };
}

const visibilityOf = (random: Random): Visibility =>
  random.chance(0.92) ? 'PUBLIC' : random.pick(['UNLISTED', 'PRIVATE'] as const);

/** Shorts are up to a minute long; of the others most last minutes, and a few hours. To a hundredth of a second. */
function durationOf(kind: VideoKind, random: Random): number {
  const seconds = kind === 'SHORT' ? 5 + 55 * random.fraction() : 90 + 7_000 * random.fraction() ** 4;
  return Math.round(seconds * 100) / 100;
}

/** What a job that succeeded adds. */
const ready = (source: Size, durationSeconds: number, publishedAt: string) => ({
  version: 5,
  percent: 100,
  done: true,
  durationSeconds,
  ...source,
  renditions: ladder(source).map(({ name, width, height, maxBitrate }) => ({
    name,
    width,
    height,
    bitrate: maxBitrate,
    codec: 'avc1',
    container: 'fmp4',
  })),
  publishedAt,
});

const instant = (time: number) => new Date(time).toISOString();
