import { JobError } from './job-error.ts';
import { valueOf } from '../media/rational.ts';
import type { Plan } from '../plan/plan.ts';
import type { Made } from './collect.ts';

/** Seconds by which an output may differ from its source. */
const tolerance = (duration: number) => Math.max(0.5, duration / 100);

/**
 * Looks at the outputs before anybody else may. A file that was cut off in the middle decodes without any
 * error up to the cut, so an output that is shorter than its source said is the only sign of it.
 */
export function verify(plan: Plan, made: readonly Made[]): void {
  const { source, input } = plan;
  const timed = made.filter(({ rendition: { video, audio } }) => video?.encoder ?? audio);
  for (const { rendition, duration } of timed) {
    // Beside a picture, sound may be longer or shorter: the picture is what cuts the segments.
    const expected = rendition.video ? source.video?.duration : rendition.audio?.track.duration;
    if (expected !== undefined) expectDuration(input.url, duration, expected);
  }
  // Some containers give one duration for all tracks: then only the longest output can be held to it.
  const known = source.video?.duration ?? source.audio[0]?.duration;
  if (known === undefined && source.duration !== undefined && timed.length > 0 && coversWholeSource(plan))
    expectDuration(input.url, Math.max(...timed.map(({ duration }) => duration)), source.duration);
  for (const { rendition, frames } of made)
    if (rendition.format === 'FRAMES' && frames === 0)
      throw new JobError(1076, `No frame of the input file [${input.url}] could be captured.`);
  alignedSegments(made);
}

/** Whether every track of the source is in some output. */
function coversWholeSource(plan: Plan): boolean {
  const renditions = plan.groups.flatMap((group) => group.renditions);
  const heard = new Set(renditions.flatMap(({ audio }) => (audio ? [audio.track.index] : [])));
  const seen = !plan.source.video || renditions.some(({ video }) => video !== undefined);
  return seen && plan.source.audio.every(({ index }) => heard.has(index));
}

function expectDuration(url: string, actual: number, expected: number): void {
  if (actual >= expected - tolerance(expected)) return;
  throw new JobError(
    1076,
    `The input file [${url}] is truncated or damaged: ` +
      `it says ${expected.toFixed(3)} seconds, and ${actual.toFixed(3)} seconds could be decoded.`,
  );
}

/** A player changes renditions at segment bounds, so within a group all pictures must share them. */
function alignedSegments(made: readonly Made[]): void {
  const groups = Map.groupBy(
    made.filter(({ rendition, segments }) => rendition.video?.encoder && segments.length > 0),
    ({ group }) => group,
  );
  for (const [first, ...others] of groups.values())
    for (const other of others) {
      const frame = 1 / Math.min(frameRate(first), frameRate(other));
      const equal =
        first?.segments.length === other.segments.length &&
        other.segments.every(
          ({ duration }, index) => Math.abs(duration - first.segments[index]!.duration) <= frame,
        );
      if (!equal)
        throw new JobError(1999, 'The transcoder cut the renditions of one group at different times.');
    }
}

const frameRate = (made: Made | undefined) =>
  made?.rendition.video ? valueOf(made.rendition.video.frameRate) : 1;
