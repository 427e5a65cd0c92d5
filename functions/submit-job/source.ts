import {
  BadRequestException,
  ProbeCommand,
  UnprocessableEntityException,
  type MediaConvertClient,
  type ProbeResult,
  type VideoProperties,
} from '@aws-sdk/client-mediaconvert';
import type { FailureReason } from '../../model/failures.ts';
import type { Size } from '../../model/ladder.ts';
import { DURATION_MAX_SECONDS, SIDE_MAX, SIDE_MIN } from '../../model/limits.ts';

/** What a job needs to know of the file it is made from. */
export interface Source extends Size {
  readonly hasAudio: boolean;
}

/** Looks into the file. Answers with a code when no job could make anything of it. */
export async function probe(client: MediaConvertClient, fileUrl: string): Promise<Source | FailureReason> {
  try {
    const { ProbeResults } = await client.send(new ProbeCommand({ InputFiles: [{ FileUrl: fileUrl }] }));
    return sourceOf(ProbeResults?.[0] ?? {});
  } catch (error) {
    // We ask for one file and nothing else: what is wrong with the request is the file.
    if (error instanceof BadRequestException || error instanceof UnprocessableEntityException)
      return 'NOT_A_VIDEO';
    throw error;
  }
}

export function sourceOf({ Container: container }: ProbeResult): Source | FailureReason {
  const tracks = container?.Tracks ?? [];
  const size = displaySize(tracks.find(({ TrackType }) => TrackType === 'video')?.VideoProperties);
  if (size === undefined) return 'NOT_A_VIDEO';
  // Recordings that were never finished properly do not know their length; the job will.
  if ((container?.Duration ?? 0) > DURATION_MAX_SECONDS) return 'TOO_LONG';
  if (Math.min(size.width, size.height) < SIDE_MIN) return 'PICTURE_TOO_SMALL';
  if (Math.max(size.width, size.height) > SIDE_MAX) return 'PICTURE_TOO_LARGE';
  return { ...size, hasAudio: tracks.some(({ TrackType }) => TrackType === 'audio') };
}

/** Phones store portrait video lying on its side, and old formats store pixels that are not square. */
function displaySize(video: VideoProperties | undefined): Size | undefined {
  if (!video?.Width || !video.Height) return undefined;
  const { Numerator = 1, Denominator = 1 } = video.SampleAspectRatio ?? {};
  const stretch = Numerator > 0 && Denominator > 0 ? Numerator / Denominator : 1;
  const upright = { width: Math.round(video.Width * stretch), height: video.Height };
  const quarterTurned = (video.Rotation ?? 0) % 180 !== 0;
  return quarterTurned ? { width: upright.height, height: upright.width } : upright;
}
