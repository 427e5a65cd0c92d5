import { isSettled } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';

/** What to do about a video whose file has arrived, or which somebody was sent to look at. */
export type Decision =
  /** Nobody has seen its file yet. */
  | 'CLAIM'
  /** A new attempt waits to be begun, or whoever began it did not come to its end. */
  | 'TAKE_OVER'
  /** All was done, but this message's receiver may not have come to saying so. */
  | 'TELL_AGAIN'
  /** Somebody is at work on it, or nothing is left to do: this is an event once more, or a form that was sent again. */
  | 'IGNORE';

/**
 * The first file is the video; whatever arrives later changes nothing. A message comes again only when the one that had
 * it is dead or gave it back (the queue hides it for longer than the function may run), so then nobody is at work, whatever
 * the lease says. `now` in epoch milliseconds.
 */
export function decide(row: VideoRow, messageId: string, now: number): Decision {
  if (row.status === 'AWAITING_UPLOAD') return 'CLAIM';
  const isOurs = row.claimedBy === messageId;
  // The one job, or the second of two: then the first is known as well.
  if (row.status === 'FAILED' || (row.status === 'UPLOADED' && row.jobId !== undefined))
    return isOurs ? 'TELL_AGAIN' : 'IGNORE';
  if (isSettled(row.status) || row.jobId !== undefined) return 'IGNORE';
  return isOurs || now >= (row.leaseUntil ?? 0) ? 'TAKE_OVER' : 'IGNORE';
}

/**
 * Whether others tell of the state that is taken over: whoever began another attempt because of a fault told of it then.
 * Nobody did of one that its owner wished for, nor, surely, of what this very message came for the last time.
 */
export const isTold = ({ claimedBy, tries = 0 }: VideoRow, messageId: string): boolean =>
  claimedBy === undefined ? tries > 0 : claimedBy !== messageId;
