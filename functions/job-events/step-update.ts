import { otherPart, PART_ATTRIBUTES, type Way } from '../../model/pipeline.ts';
import { Expression } from '../shared/expression.ts';
import { failVideo } from '../shared/fail-video.ts';
import { setStatus } from '../shared/set-status.ts';
import type { VideoUpdate } from '../shared/update-video.ts';
import type { Made, VideoStep } from './steps.ts';

/**
 * A step along one of its ways as one conditional write: `wayFrom` and `next` of the status machine, in DynamoDB's words.
 * The table is then the one judge, whatever arrives twice, late or at once. `now` in epoch milliseconds.
 */
export function stepUpdate(step: VideoStep, way: Way, now: number): VideoUpdate {
  const update = new Expression();
  mayGo(update, step, way);
  const names = PART_ATTRIBUTES[step.part];
  // To what failed somebody must come back; nobody need to what is ready.
  if (way.to === 'FAILED') failVideo(update, { id: step.videoId, ownerId: step.ownerId }, step.failure, now);
  else setStatus(update, step, way.to, now);
  if (way.to === 'READY')
    update.set({ publishedAt: new Date(now).toISOString() }).remove('open', 'leaseUntil');
  update.set({ split: step.split, [names.jobId]: step.jobId });
  if (step.change === 'ADVANCED') update.set({ [names.percent]: step.percent });
  if (step.change === 'DONE') {
    update.set({ [names.percent]: 100, [names.done]: true });
    if (step.made) keep(update, step, step.made);
  }
  return update.build();
}

/** The write goes where `wayFrom` says that the step leads this way, and nowhere else. */
function mayGo(update: Expression, step: VideoStep, { from, otherDone }: Way): void {
  const { percent } = PART_ATTRIBUTES[step.part];
  const other = PART_ATTRIBUTES[otherPart(step.part)].done;
  update.only(
    update.compare('ownerId', '=', step.ownerId),
    update.compare('attempt', '=', step.attempt),
    update.among('status', from),
  );
  isCurrent(update, step);
  if (step.change === 'ADVANCED') update.only(update.missingOr(percent, '<', step.percent));
  if (otherDone !== undefined)
    update.only(otherDone ? update.compare(other, '=', true) : update.missing(other));
}

/** The step is of the job that makes its part, as far as any is known, and that has more to say. */
export function isCurrent(update: Expression, { part, jobId }: VideoStep): Expression {
  const names = PART_ATTRIBUTES[part];
  return update.only(update.missingOr(names.jobId, '=', jobId), update.missing(names.done));
}

/** What a job made joins what the other part did; the larger pictures are `FULL`'s, and they are what the video measures. */
function keep(update: Expression, { part, posterKey }: VideoStep, made: Made): void {
  const { renditions, durationSeconds, width, height, hasStoryboard } = made;
  const kept = update.name('renditions');
  const added = update.value(renditions);
  update.setTo(
    'renditions',
    part === 'FULL' ? `list_append(${added}, ${kept})` : `list_append(${kept}, ${added})`,
  );
  const measures = { durationSeconds, width, height };
  if (part === 'FULL') update.set(measures);
  else
    for (const [name, value] of Object.entries(measures))
      if (value !== undefined)
        update.setTo(name, `if_not_exists(${update.name(name)}, ${update.value(value)})`);
  update.set({ posterKey, hasStoryboard });
}
