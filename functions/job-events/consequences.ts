import { PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { READY_TAG, sourceKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { clearFailed, type LeftoversDependencies } from '../shared/leftovers.ts';
import { sendLook, type Queue } from '../shared/look.ts';
import type { Publish } from '../shared/publish.ts';
import { deleteAttempt } from '../shared/video-files.ts';
import type { VideoStep } from './steps.ts';

export interface ConsequencesDependencies extends LeftoversDependencies {
  readonly publish: Publish;
  /** The queue of uploads. */
  readonly looks: Queue;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * What follows from a step once it is in the table. Whoever does not come to its end is followed by somebody who does all of
 * it again: nothing here minds.
 */
export async function followStep(
  dependencies: ConsequencesDependencies,
  row: VideoRow,
  step: VideoStep,
): Promise<void> {
  const { publish, looks, outputs, uploads, now } = dependencies;
  if (step.change === 'AGAIN') {
    await sendLook(looks, row.id, ((row.leaseUntil ?? 0) - now()) / 1_000);
    await publish(row);
    return deleteAttempt(outputs, row, step.attempt);
  }
  await publish(row);
  if (row.status === 'READY') await tagSource(uploads, row);
  if (row.status === 'FAILED') await clearFailed(dependencies, row);
}

/** From now on the file is kept for fewer days than that of a video that may be tried again. */
async function tagSource({ client, name }: Bucket, { id, pinnedKey }: VideoRow): Promise<void> {
  const TagSet = [{ Key: READY_TAG.key, Value: READY_TAG.value }];
  try {
    await client.send(
      new PutObjectTaggingCommand({ Bucket: name, Key: pinnedKey ?? sourceKey(id), Tagging: { TagSet } }),
    );
  } catch (error) {
    // Its days are over already.
    if ((error as Error).name !== 'NoSuchKey') throw error;
  }
}
