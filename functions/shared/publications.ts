import type { ReactionInput, VideoStatusInput } from '../../generated/schema.ts';
import { progressOf } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { reactions } from '../../model/video-view.ts';

/** A way to tell subscribers of a video's row: what it says, neither more nor newer. */
export interface Publication {
  /** Subscribers receive what is selected here, and filters see no more: so it is everything. */
  readonly mutation: string;
  readonly input: (row: VideoRow) => object;
}

export const VIDEO_STATUS: Publication = {
  mutation: `mutation PublishVideoStatus($input: VideoStatusInput!) {
  publishVideoStatus(input: $input) {
    videoId
    ownerId
    version
    status
    progress
    failure { code message retryable }
    occurredAt
  }
}`,
  input: (row): VideoStatusInput => ({
    videoId: row.id,
    ownerId: row.ownerId,
    version: row.version,
    status: row.status,
    progress: progressOf(row) ?? null,
    failure: row.failure ?? null,
    occurredAt: row.updatedAt,
  }),
};

export const REACTIONS: Publication = {
  mutation: `mutation PublishReactions($input: ReactionInput!) {
  publishReactions(input: $input) {
    videoId
    likeCount
    ratingAverage
    ratingCount
    reactionVersion
  }
}`,
  input: (row): ReactionInput => ({ videoId: row.id, ...reactions(row) }),
};
