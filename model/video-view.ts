import { captionsOf, type CaptionsView } from './captions.ts';
import type { EngagementRow } from './engagement-row.ts';
import { progressOf } from './pipeline.ts';
import { largestFirst } from './renditions.ts';
import type { VideoRow } from './video-row.ts';
import type { TranscodingProfile } from './video-types.ts';

/**
 * A video as resolvers hand it on: the fields of the API that its row has, and what the resolvers of the fields below
 * need (`ownerId`, `attempt`), which no schema shows.
 */
export interface VideoView extends Pick<
  VideoRow,
  | 'id'
  | 'ownerId'
  | 'kind'
  | 'title'
  | 'description'
  | 'genres'
  | 'language'
  | 'visibility'
  | 'access'
  | 'status'
  | 'failure'
  | 'version'
  | 'durationSeconds'
  | 'width'
  | 'height'
  | 'renditions'
  | 'attempt'
  | 'createdAt'
  | 'updatedAt'
  | 'publishedAt'
> {
  /** Percent of the attempt that is done. */
  readonly progress: number | undefined;
  readonly profile: TranscodingProfile;
  /** Where everybody can fetch its poster from; null while there is none. */
  readonly posterUrl: string | null;
  readonly hasStoryboard: boolean;
  /** Whether MP4 files are made of it: not of a video that is older than profiles. */
  readonly hasFiles: boolean;
  readonly captions: readonly CaptionsView[];
  readonly likeCount: number;
  readonly ratingAverage: number | null;
  readonly ratingCount: number;
  readonly viewCount: number;
  readonly reactionVersion: number;
}

/** The counts of a row as the API says them. */
export const reactions = (
  row: Pick<VideoRow, 'likeCount' | 'ratingSum' | 'ratingCount' | 'reactionVersion'>,
) => ({
  likeCount: row.likeCount ?? 0,
  ratingAverage: row.ratingCount ? (row.ratingSum ?? 0) / row.ratingCount : null,
  ratingCount: row.ratingCount ?? 0,
  reactionVersion: row.reactionVersion ?? 0,
});

/**
 * What a row says to those who may see it.
 *
 * @param origin where posters are fetched from
 * @param sub who asks
 */
export const videoView = (row: VideoRow, origin: string, sub?: string): VideoView => ({
  id: row.id,
  ownerId: row.ownerId,
  kind: row.kind,
  title: row.title,
  description: row.description,
  genres: row.genres,
  language: row.language,
  visibility: row.visibility,
  access: row.access,
  status: row.status,
  progress: progressOf(row),
  failure: row.failure,
  version: row.version,
  durationSeconds: row.durationSeconds,
  width: row.width,
  height: row.height,
  profile: row.profile ?? 'STANDARD',
  posterUrl: row.posterKey ? `${origin}/${row.posterKey}` : null,
  hasStoryboard: row.hasStoryboard === true,
  hasFiles: row.profile !== undefined,
  renditions: largestFirst(row.renditions),
  captions: captionsOf(row, row.ownerId === sub),
  attempt: row.attempt,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  publishedAt: row.publishedAt,
  viewCount: row.viewCount ?? 0,
  ...reactions(row),
});

/** What the API says of a person's engagement with a video; `row` is missing when there was none. */
export const viewerState = (
  row: Partial<Pick<EngagementRow, 'likedAt' | 'stars' | 'positionSeconds'>> | null | undefined,
  canWatch: boolean,
) => ({
  liked: (row?.likedAt ?? null) !== null,
  rating: row?.stars ?? null,
  positionSeconds: row?.positionSeconds ?? null,
  canWatch,
});
