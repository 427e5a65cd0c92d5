import {
  LIKE_VIDEO,
  ON_REACTIONS,
  RATE_VIDEO,
  RECORD_PROGRESS,
  UNLIKE_VIDEO,
  UNRATE_VIDEO,
  type VideoEngagementFragment,
} from '../../client/index.ts';
import type { Counts } from '../counts.ts';
import { listen, request } from './request.ts';

/** The counts of a video, and what the caller did with it. */
export type Engagement = VideoEngagementFragment;

export const like = async (videoId: string, isLiked: boolean): Promise<Engagement> =>
  isLiked
    ? (await request(LIKE_VIDEO, { videoId })).likeVideo
    : (await request(UNLIKE_VIDEO, { videoId })).unlikeVideo;

/** Null takes the stars back. */
export const rate = async (videoId: string, stars: number | null): Promise<Engagement> =>
  stars === null
    ? (await request(UNRATE_VIDEO, { videoId })).unrateVideo
    : (await request(RATE_VIDEO, { videoId, stars })).rateVideo;

export async function recordProgress(videoId: string, positionSeconds: number): Promise<void> {
  await request(RECORD_PROGRESS, { videoId, positionSeconds });
}

/** The counts whenever they change. Answers with the way to stop. */
export const onReactions = (
  videoId: string,
  hear: { next(counts: Counts): void; standing(): void; failed(error: unknown): void },
): (() => void) =>
  listen(
    ON_REACTIONS,
    { videoId },
    {
      ...hear,
      next({ onReactions: counts }) {
        if (counts) hear.next(counts);
      },
    },
  );
