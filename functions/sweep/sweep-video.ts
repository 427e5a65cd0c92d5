import type { Logger } from '@aws-lambda-powertools/logger';
import { failure } from '../../model/failures.ts';
import { sourceKey } from '../../model/keys.ts';
import { CANCEL_LEASE_MS } from '../../model/limits.ts';
import type { JobPart } from '../../model/pipeline.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { Expression } from '../shared/expression.ts';
import { failVideo } from '../shared/fail-video.ts';
import { clearFailed, closeVideo, type LeftoversDependencies } from '../shared/leftovers.ts';
import { sendLook, type Queue } from '../shared/look.ts';
import { objectExists } from '../shared/object-exists.ts';
import type { Publish } from '../shared/publish.ts';
import { updateVideo } from '../shared/update-video.ts';
import { readVideo, type VideosTable } from '../shared/videos.ts';
import { decide, isDue, questionsOf, type Act, type Facts } from './decide.ts';
import { jobFact, type JobFact } from './job-facts.ts';
import { sendReport } from './send-report.ts';

export interface SweepDependencies extends LeftoversDependencies {
  /** The queue of `submit-job`. */
  readonly looks: Queue;
  /** The queue of `job-events`. */
  readonly events: Queue;
  readonly publish: Publish;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Comes back to one video. The lease moves first, where it moves at all: whoever changed it meanwhile is at work, and a
 * look never meets a lease that changes under it. All acts may be repeated; what is lost after the lease moved is made
 * up for when that is over.
 */
export async function sweepVideo(dependencies: SweepDependencies, id: string): Promise<void> {
  const { videos, logger, now } = dependencies;
  const row = await readVideo(videos, id);
  // The index is a moment behind.
  if (!row || !isDue(row, now())) return;
  const { acts, leaseUntil } = decide(row, await factsOf(dependencies, row), now());
  if (leaseUntil !== undefined && !(await moveLease(videos, row, leaseUntil))) return;
  for (const act of acts) {
    logger.info('A video was come back to', { videoId: id, status: row.status, act: act.kind });
    await carryOut(dependencies, row, act);
  }
}

/** Asks S3 and MediaConvert, as far as the video's state has questions. */
async function factsOf({ uploads, transcoder, now }: SweepDependencies, row: VideoRow): Promise<Facts> {
  const { upload, parts } = questionsOf(row, now());
  const jobs: [JobPart, JobFact][] = [];
  for (const part of parts) jobs.push([part, await jobFact(transcoder, row, part)]);
  return {
    isUploaded: upload && (await objectExists(uploads, sourceKey(row.id))),
    jobs: Object.fromEntries(jobs),
  };
}

async function carryOut(dependencies: SweepDependencies, row: VideoRow, act: Act): Promise<void> {
  const { videos, looks, events } = dependencies;
  switch (act.kind) {
    case 'LOOK':
      return sendLook(looks, row.id);
    case 'REPORT':
      return sendReport(events, act.report);
    case 'CLOSE':
      return closeVideo(videos, row);
    case 'CLEAR':
      return clear(dependencies, row);
    case 'EXPIRE': {
      const failed = await expire(dependencies, row);
      return failed && clear(dependencies, failed);
    }
  }
}

/** Tells of it first: whoever ended it may not have come so far. */
async function clear(dependencies: SweepDependencies, row: VideoRow): Promise<void> {
  const { videos, publish, now } = dependencies;
  await publish(row);
  if (!(await clearFailed(dependencies, row))) await moveLease(videos, row, now() + CANCEL_LEASE_MS);
}

/** False when somebody else has changed it. */
async function moveLease(videos: VideosTable, row: VideoRow, leaseUntil: number): Promise<boolean> {
  const update = new Expression();
  update
    .set({ leaseUntil })
    .only(
      update.compare('open', '=', row.open),
      update.compare('leaseUntil', '=', row.leaseUntil),
      update.compare('status', '=', row.status),
    );
  const { applied } = await updateVideo(videos, row.id, update.build());
  return applied;
}

/** What nothing could be done about lets others go first. */
export async function postpone(videos: VideosTable, id: string, now: number): Promise<void> {
  await updateVideo(videos, id, {
    UpdateExpression: 'SET leaseUntil = :now',
    ConditionExpression: 'attribute_exists(#open) AND leaseUntil < :now',
    ExpressionAttributeNames: { '#open': 'open' },
    ExpressionAttributeValues: { ':now': now },
  });
}

/** Undefined when its file came at the last moment. */
async function expire({ videos, now }: SweepDependencies, row: VideoRow): Promise<VideoRow | undefined> {
  const update = new Expression();
  failVideo(update, row, failure('UPLOAD_EXPIRED'), now()).only(
    update.compare('status', '=', 'AWAITING_UPLOAD'),
  );
  const result = await updateVideo(videos, row.id, update.build());
  return result.applied ? result.row : undefined;
}
