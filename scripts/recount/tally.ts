import { counted } from '../../functions/count-engagement/changes.ts';
import { countChange } from '../../model/engagement-row.ts';
import type { VideoRow } from '../../model/video-row.ts';

/** The counts that follow from the rows of what people did. Views do not: a row knows the last one alone. */
export interface Tally {
  readonly likes: number;
  readonly ratingSum: number;
  readonly ratings: number;
}

/** A row of an engagement, or what the stream says that it was. */
export type Image = Readonly<Record<string, unknown>>;

export const NOTHING: Tally = { likes: 0, ratingSum: 0, ratings: 0 };

export const add = (a: Tally, b: Tally, sign: 1 | -1 = 1): Tally => ({
  likes: a.likes + sign * b.likes,
  ratingSum: a.ratingSum + sign * b.ratingSum,
  ratings: a.ratings + sign * b.ratings,
});
export const subtract = (a: Tally, b: Tally): Tally => add(a, b, -1);
export const isNothing = ({ likes, ratingSum, ratings }: Tally) =>
  likes === 0 && ratingSum === 0 && ratings === 0;

export const COUNTS = ['likeCount', 'ratingSum', 'ratingCount', 'reactionVersion'] as const;

/** Whether something can be added to what a video's row says: somebody may have made a text of a count. */
export const isCountable = (video: Image): boolean =>
  COUNTS.every((name) => video[name] === undefined || Number.isFinite(video[name]));

/** What a video's row says. */
export const tallyOfVideo = ({ likeCount, ratingSum, ratingCount }: Partial<VideoRow>): Tally => ({
  likes: likeCount ?? 0,
  ratingSum: ratingSum ?? 0,
  ratings: ratingCount ?? 0,
});

/** What one person's row adds; nothing when there is none. */
export const tallyOfRow = (row: Image | undefined): Tally => countChange({}, row && counted(row));
