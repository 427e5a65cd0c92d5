import type {
  Access,
  Failure,
  Rendition,
  UploadMethod,
  VideoKind,
  VideoStatus,
  Visibility,
} from './video-types.ts';
import type { VideoState } from './status.ts';

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
  /** The bytes that were claimed. A form can be sent again until it expires: whatever else arrives is not this video. */
  readonly sourceEtag?: string;
  /** Until when (epoch milliseconds) whoever claimed the upload may be at work on it. */
  readonly leaseUntil?: number;
  /** The message whose receiver claimed it. */
  readonly claimedBy?: string;
}
