import type {
  Access,
  Failure,
  Rendition,
  TranscodingProfile,
  UploadMethod,
  VideoKind,
  VideoStatus,
  Visibility,
} from './video-types.ts';
import type { VideoState } from './pipeline.ts';

/** How a video's file was to be sent. */
export interface UploadRecord {
  readonly method: UploadMethod;
  /** As the client said it, whatever it is. */
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly expiresAt: string;
  /** Multipart only. */
  readonly uploadId?: string;
  readonly partCount?: number;
}

/** A row of the table `Videos`: the only truth about a video. Fields of the API have the API's names. */
export interface VideoRow extends VideoState {
  readonly id: string;
  readonly ownerId: string;
  /** Key of the index `byOwnerStatus`; see `ownerStatus()`. */
  readonly ownerStatus: string;
  /** Key of the index `byOwnerVisibility`; see `ownerVisibility()`. */
  readonly ownerVisibility: string;
  readonly kind: VideoKind;
  readonly title: string;
  readonly description?: string;
  readonly genres: readonly string[];
  readonly language?: string;
  readonly visibility: Visibility;
  readonly access: Access;
  readonly status: VideoStatus;
  readonly failure?: Failure;
  readonly durationSeconds?: number;
  readonly width?: number;
  readonly height?: number;
  /** Of the parts that are done, in the order in which they were written; see `renditions.ts`. */
  readonly renditions: readonly Rendition[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly publishedAt?: string;
  /** Counts, written by `count-engagement` alone; missing until something was counted. */
  readonly likeCount?: number;
  /** All stars together, and how many people gave them. */
  readonly ratingSum?: number;
  readonly ratingCount?: number;
  readonly viewCount?: number;
  /** How often the counts have changed. */
  readonly reactionVersion?: number;
  readonly upload: UploadRecord;
  /** Missing in rows that are older than profiles: `STANDARD`. */
  readonly profile?: TranscodingProfile;
  /** Names the folder of its posters: nobody can guess it. Missing in rows that are older than posters. */
  readonly posterToken?: string;
  /** Key of the poster, once there is one. */
  readonly posterKey?: string;
  /** Whether it has a storyboard, once something can be played. */
  readonly hasStoryboard?: boolean;
  /** The bytes that were claimed. A form can be sent again until it expires: whatever else arrives is not this video. */
  readonly sourceEtag?: string;
  /** Where the claimed bytes are, out of the reach of the form that brought them. */
  readonly pinnedKey?: string;
  /**
   * Key of the sparse index `byLease`: only of rows that somebody must come back to when their lease is over. Removed when
   * the video is settled and nothing of it is left to clear away.
   */
  readonly open?: string;
  /**
   * Sort key of that index: until when (epoch milliseconds) nobody need look. While an upload is awaited: when to look
   * for it; claimed: how long its worker may be at work on it; with a job: when to ask for news.
   */
  readonly leaseUntil?: number;
  /** How often a worker has begun this attempt. */
  readonly starts?: number;
  /** The message whose receiver claimed it. */
  readonly claimedBy?: string;
}
