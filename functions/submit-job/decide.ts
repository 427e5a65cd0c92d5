import type { VideoRow } from '../../model/video-row.ts';

/** What to do about a file that has arrived. */
export type Decision =
  /** The first to see it. */
  | 'CLAIM'
  /** Whoever claimed it did not come to an end: its time is over, or its message is ours now. */
  | 'TAKE_OVER'
  /** Somebody has claimed it and may still be at work: look again later. */
  | 'WAIT'
  /** It was refused before its job, but whoever refused it may not have said so to anyone. */
  | 'TELL_AGAIN'
  /** Its job exists, or this is not the file that the video was claimed with. */
  | 'IGNORE';

/**
 * Events arrive more than once, and an upload form can be sent again until it expires. The first file is the
 * video; what comes later changes nothing. A message comes again only when the one that had it is dead or gave it
 * back (the queue hides it for longer than the function may run), so then nobody is at work, whatever the lease
 * says. `now` in epoch milliseconds.
 */
export function decide(row: VideoRow, etag: string, messageId: string, now: number): Decision {
  if (row.status === 'AWAITING_UPLOAD') return 'CLAIM';
  if (row.sourceEtag !== etag || row.jobId !== undefined) return 'IGNORE';
  if (row.status === 'FAILED') return 'TELL_AGAIN';
  if (row.status !== 'UPLOADED') return 'IGNORE';
  return row.claimedBy !== messageId && now < (row.leaseUntil ?? 0) ? 'WAIT' : 'TAKE_OVER';
}
