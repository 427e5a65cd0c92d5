import type { VideoRow } from '../../model/video-row.ts';

/** What to do about a file that has arrived. */
export type Decision =
  /** The first to see it. */
  | 'CLAIM'
  /** Somebody claimed it and did not come to an end in time. */
  | 'TAKE_OVER'
  /** Somebody has claimed it and may still be at work: look again later. */
  | 'WAIT'
  /** It was refused before its job, but whoever refused it may not have said so to anyone. */
  | 'TELL_AGAIN'
  /** Its job exists, or this is not the file that the video was claimed with. */
  | 'IGNORE';

/**
 * Events arrive more than once, and an upload form can be sent again until it expires. The first file is the
 * video; what comes later changes nothing. `now` in epoch milliseconds.
 */
export function decide(row: VideoRow, etag: string, now: number): Decision {
  if (row.status === 'AWAITING_UPLOAD') return 'CLAIM';
  if (row.sourceEtag !== etag || row.jobId !== undefined) return 'IGNORE';
  if (row.status === 'FAILED') return 'TELL_AGAIN';
  if (row.status !== 'UPLOADED') return 'IGNORE';
  return now < (row.leaseUntil ?? 0) ? 'WAIT' : 'TAKE_OVER';
}
