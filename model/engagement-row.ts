import { DURATION_MAX_SECONDS, FINISHED_SHARE } from './limits.ts';

/**
 * A row of the table `Engagements`: all that one person did with one video. It is keyed by the person, so a video
 * that everybody likes has no hot partition; and it is one row, so a page of 100 videos needs 100 keys to know what
 * the viewer did with them. What was taken back is missing.
 */
export interface EngagementRow {
  readonly userId: string;
  readonly videoId: string;
  /** Sort key of the index `liked`. */
  readonly likedAt?: string;
  /** 1 to 5. */
  readonly stars?: number;
  readonly positionSeconds?: number;
  /** Sort key of the index `watching`: when the position was noted. Missing once the video was watched to its end. */
  readonly watchedAt?: string;
  /** The last day (UTC, `2026-01-31`) on which the person watched it: each is one view. */
  readonly viewedOn?: string;
  /**
   * What was known of the video when its row was last looked at: until `leaseUntil` (epoch seconds) positions below
   * `finishedFrom` (seconds) are noted without another look.
   */
  readonly leaseUntil?: number;
  readonly finishedFrom?: number;
}

/**
 * From which position on a video counts as watched to its end. One whose length nobody knows is taken for the longest
 * there is: its viewers always have something to continue.
 */
export const finishedFrom = (durationSeconds: number | undefined) =>
  FINISHED_SHARE * (durationSeconds ?? DURATION_MAX_SECONDS);

/** How the counts of a video change. */
export interface CountChange {
  readonly likes: number;
  readonly ratingSum: number;
  readonly ratings: number;
  readonly views: number;
}

type Counted = Pick<EngagementRow, 'likedAt' | 'stars' | 'viewedOn'>;

/** What a change of one row adds to the counts. Views stay counted when the row goes: they took place. */
export const countChange = (before: Counted = {}, after: Counted = {}): CountChange => ({
  likes: one(after.likedAt) - one(before.likedAt),
  ratingSum: (after.stars ?? 0) - (before.stars ?? 0),
  ratings: one(after.stars) - one(before.stars),
  // Of two clocks at midnight one may still write the day before: that is no other day.
  views: (after.viewedOn ?? '') > (before.viewedOn ?? '') ? 1 : 0,
});

const one = (value: unknown) => (value === undefined ? 0 : 1);
