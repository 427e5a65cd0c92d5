import { createHash } from 'node:crypto';
import type { CreateJobCommandInput } from '@aws-sdk/client-mediaconvert';
import { hlsBase, mp4Base, posterBase } from '../../model/keys.ts';
import type { Part } from '../../model/profiles.ts';
import type { Source } from '../../model/source.ts';
import type { PinnedVideo } from './claims.ts';
import { drawnPosterKey } from './drawn-poster.ts';
import { jobSettings } from './settings/job-settings.ts';
import { posterName } from './settings/poster-group.ts';

/** Where jobs are made, with what rights, and from which bucket to which. */
export interface JobPlaces {
  readonly queueArn: string;
  readonly roleArn: string;
  readonly uploadBucket: string;
  readonly outputBucket: string;
}

/** Of jobs in one queue. What can be watched soon is not kept waiting by what can be watched already. */
const PRIORITY = { EARLY: 10, FULL: 0 } as const;

/** The file that a video is made from, as MediaConvert names files. */
export const sourceUrl = (uploadBucket: string, { pinnedKey }: Pick<PinnedVideo, 'pinnedKey'>) =>
  `s3://${uploadBucket}/${pinnedKey}`;

/** The job that makes one part of an attempt, which may be the only one. */
export function jobRequest(
  places: JobPlaces,
  video: PinnedVideo,
  source: Source,
  { part, outputs }: Part,
  split: boolean,
): CreateJobCommandInput {
  const { id, attempt, sourceEtag, posterToken } = video;
  const output = (key: string) => `s3://${places.outputBucket}/${key}`;
  return {
    Queue: places.queueArn,
    Role: places.roleArn,
    Priority: PRIORITY[part],
    // Makes one job of two requests, but only within a minute: the claim is what really prevents a second one.
    ClientRequestToken: createHash('sha256').update(`${id}/${sourceEtag}/${attempt}/${part}`).digest('hex'),
    UserMetadata: metadata(video, source, { part, outputs }, split),
    StatusUpdateInterval: 'SECONDS_10',
    Settings: jobSettings(source, outputs, {
      input: sourceUrl(places.uploadBucket, video),
      stream: output(hlsBase(id, attempt, part)),
      file: output(mp4Base(id, attempt)),
      ...(posterToken && { poster: output(posterBase(posterToken, attempt)) }),
    }),
  };
}

/** What comes back with every event of the job: whose it is, and what it makes, in the order of its outputs. */
function metadata(
  { id, ownerId, attempt, tries = 0, posterToken }: PinnedVideo,
  source: Source,
  { part, outputs: { stream, files, poster } }: Part,
  split: boolean,
): Record<string, string> {
  const captured = posterToken && poster && posterName(posterBase(posterToken, attempt), source.duration);
  const drawn = posterToken && !source.picture && drawnPosterKey(posterToken, attempt);
  return {
    videoId: id,
    ownerId,
    attempt: String(attempt),
    part,
    split: String(split),
    tries: String(tries),
    video: stream?.pictures.map(({ codec }) => codec).join(',') ?? '',
    audio: String(stream?.sound ?? false),
    files: files.map(({ picture }) => picture?.codec ?? SOUND_ALONE).join(','),
    poster: captured || drawn || '',
    storyboard: String(stream?.storyboard ?? false),
  };
}

/** The codec of a file without a picture. */
const SOUND_ALONE = 'mp4a';
