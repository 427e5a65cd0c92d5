import { openShard } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { VideoStatus } from '../../model/video-types.ts';
import { Expression } from './expression.ts';
import { setStatus } from './set-status.ts';

/** What belongs to one attempt: the next one starts without it. */
const OF_AN_ATTEMPT = [
  'failure',
  'jobId',
  'earlyJobId',
  'split',
  'percent',
  'earlyPercent',
  'done',
  'earlyDone',
  'starts',
  'claimedBy',
  'posterKey',
  'hasStoryboard',
  'durationSeconds',
  'width',
  'height',
] as const satisfies readonly (keyof VideoRow)[];

export interface FreshAttempt {
  readonly video: Pick<VideoRow, 'id' | 'ownerId'>;
  /** The attempt that it follows. If another one has followed it already, the write is refused. */
  readonly after: number;
  /** The states that it may follow from. */
  readonly from: readonly VideoStatus[];
  /** How many attempts the service's faults have cost by now. */
  readonly tries: number;
  /** Epoch milliseconds: until when nobody need look whether it was begun. */
  readonly leaseUntil: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Starts the making of a video anew, as one conditional write. What was claimed stays claimed, so the file needs no
 * other upload; each attempt has a folder of its own, so nothing of the last one is in its way. Whoever writes it sends
 * a look; if that is lost, the lease brings the sweeper.
 */
export function freshAttempt({ video, after, from, tries, leaseUntil, now }: FreshAttempt): Expression {
  const update = new Expression();
  return setStatus(update, video, 'UPLOADED', now)
    .set({ attempt: after + 1, tries, renditions: [], open: openShard(video.id), leaseUntil })
    .remove(...OF_AN_ATTEMPT)
    .only(
      update.compare('ownerId', '=', video.ownerId),
      update.compare('attempt', '=', after),
      update.among('status', from),
    );
}
