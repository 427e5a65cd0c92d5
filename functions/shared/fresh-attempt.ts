import { openShard, ownerStatus } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { VideoStatus } from '../../model/video-types.ts';
import type { VideoUpdate } from './update-video.ts';

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
  /** What else must hold. Its names and values are its own, none of them is called as one here. */
  readonly only?: Pick<
    VideoUpdate,
    'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
  >;
}

/**
 * Starts the making of a video anew, as one conditional write. What was claimed stays claimed, so the file needs no
 * other upload; each attempt has a folder of its own, so nothing of the last one is in its way. Whoever writes it sends
 * a look; if that is lost, the lease brings the sweeper.
 */
export function freshAttempt(fresh: FreshAttempt): VideoUpdate {
  const { video, after, from, tries, leaseUntil, now, only = {} } = fresh;
  const set = {
    status: 'UPLOADED',
    ownerStatus: ownerStatus(video.ownerId, 'UPLOADED'),
    attempt: after + 1,
    tries,
    renditions: [],
    open: openShard(video.id),
    leaseUntil,
    updatedAt: new Date(now).toISOString(),
  } satisfies Partial<VideoRow>;
  const names = [...Object.keys(set), ...OF_AN_ATTEMPT];
  const conditions = [
    'ownerId = :freshOwner AND #attempt = :freshAfter',
    `#status IN (${from.map((_, index) => `:freshFrom${index}`).join(', ')})`,
    ...(only.ConditionExpression === undefined ? [] : [`(${only.ConditionExpression})`]),
  ];
  return {
    UpdateExpression: [
      `SET version = version + :freshOne, ${Object.keys(set)
        .map((name) => `#${name} = :${name}`)
        .join(', ')}`,
      `REMOVE ${OF_AN_ATTEMPT.map((name) => `#${name}`).join(', ')}`,
    ].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ...only.ExpressionAttributeNames,
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
      ...Object.fromEntries(from.map((status, index) => [`:freshFrom${index}`, status])),
      ':freshOne': 1,
      ':freshOwner': video.ownerId,
      ':freshAfter': after,
      ...only.ExpressionAttributeValues,
    },
  };
}
