import type { Rendition } from '../../generated/schema.ts';
import { bitrateCeiling, renditionName } from '../../model/ladder.ts';
import type { JobDetail, OutputDetail } from './job-event.ts';

const outputs = ({ outputGroupDetails = [] }: JobDetail): readonly OutputDetail[] =>
  outputGroupDetails.flatMap(({ outputDetails = [] }) => outputDetails);

/** What the job made that can be seen, largest first. */
export const renditions = (detail: JobDetail): Rendition[] =>
  outputs(detail)
    .flatMap(({ videoDetails }) => (videoDetails ? [videoDetails] : []))
    .map(({ widthInPx: width, heightInPx: height, averageBitrate }) => ({
      name: renditionName({ width, height }),
      width,
      height,
      bitrate: averageBitrate ?? bitrateCeiling({ width, height }),
      codec: 'avc1',
      container: 'fmp4',
    }))
    .sort((a, b) => b.width * b.height - a.width * a.height);

/** Seconds; the longest output's. Undefined when the job does not say. */
export function durationSeconds(detail: JobDetail): number | undefined {
  const longest = Math.max(0, ...outputs(detail).map(({ durationInMs = 0 }) => durationInMs));
  return longest > 0 ? longest / 1_000 : undefined;
}
