import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetJobCommand, ListJobsCommand, MediaConvertClient, type Job } from '@aws-sdk/client-mediaconvert';
import type { Person } from '../test/support/people.ts';
import type { Outputs, RunningStack } from '../test/support/stack.ts';
import { settled } from '../test/support/videos.ts';
import { bareLadder, ffmpeg } from './bare-ladder.ts';
import { peakMemory, upload } from './memory.ts';
import type { Figure } from './report.ts';

/** How long the source is; what a video takes besides its encoding tells more in a short one. */
const SECONDS = Number(process.env['BENCH_LADDER_SECONDS'] ?? 300);
/** Only so much is encoded for it, and repeated. */
const ENCODED_SECONDS = Math.min(20, SECONDS);

/**
 * The whole of the profile STANDARD for a source in 1080p, from the start of its first job to the end of its
 * last, as MediaConvert tells them, beside one bare ffmpeg that makes the same in one decode, run before it
 * and after it; and when the first of its jobs is done, from which on it can be watched.
 */
export async function benchLadder(stack: RunningStack, owner: Person): Promise<readonly Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-ladder-'));
  try {
    const source = await makeSource(directory);
    const bare = (extent: 'RUNGS' | 'PROFILE', name: string) =>
      bareLadder(source, join(directory, name), SECONDS, extent);
    const before = await bare('PROFILE', 'before');
    let jobs: readonly Job[] = [];
    const megabytes = await peakMemory(stack, async () => {
      jobs = await jobsOf(stack.outputs, await transcoded(stack, owner, source));
    });
    const whole = Math.min(before, await bare('PROFILE', 'after'));
    const { first, all } = times(jobs);
    const what = `whole profile STANDARD of ${SECONDS} s in 1080p, ${jobs.length} jobs`;
    return [
      {
        name: what,
        ...{ value: all, unit: 's', baseline: { name: 'one bare ffmpeg that makes the same', value: whole } },
        budget: { of: 'ratio', most: 1.1 },
      },
      {
        name: 'the same',
        ...{ value: all, unit: 's' },
        baseline: { name: 'a bare ffmpeg for rungs and sound alone', value: await bare('RUNGS', 'rungs') },
      },
      {
        name: 'until its lowest rungs can be watched',
        ...{ value: first, unit: 's', baseline: { name: 'the whole profile', value: all } },
        budget: { of: 'ratio', most: 0.25 },
      },
      {
        name: 'peak memory of the runtime meanwhile, without ffmpeg',
        ...{ value: megabytes, unit: 'MB', budget: { of: 'value', most: 500 } },
      },
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** A film of moving noise, encoded once and repeated without being encoded again. */
async function makeSource(directory: string): Promise<string> {
  const [part, path] = [join(directory, 'part.mp4'), join(directory, 'source.mp4')];
  await ffmpeg([
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=1920x1080:rate=30:duration=${ENCODED_SECONDS},noise=alls=6:allf=t`,
    ],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${ENCODED_SECONDS}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28', '-pix_fmt', 'yuv420p', '-g', '60'],
    ...['-c:a', 'aac', part],
  ]);
  const times = Math.ceil(SECONDS / ENCODED_SECONDS) - 1;
  await ffmpeg([
    ...['-stream_loop', String(times), '-i', part, '-t', String(SECONDS)],
    ...['-c', 'copy', '-movflags', '+faststart', path],
  ]);
  await rm(part);
  return path;
}

/** Uploads a file and waits until it is READY. */
async function transcoded(stack: RunningStack, owner: Person, path: string): Promise<string> {
  const { outputs } = stack;
  const videoId = await upload(stack, owner, path);
  const { status } = await settled(outputs, owner, videoId, 3_600_000);
  if (status !== 'READY') throw new Error(`The video ended ${status}.`);
  return videoId;
}

/** The video's jobs in the order in which they began. Its last event has come when it is READY. */
async function jobsOf({ custom }: Outputs, videoId: string): Promise<readonly Job[]> {
  const { awsEndpoint, rootCredentials } = custom.playhead;
  const client = new MediaConvertClient({
    ...{ endpoint: awsEndpoint, region: 'us-east-1', credentials: rootCredentials },
  });
  const { Jobs = [] } = await client.send(new ListJobsCommand({ MaxResults: 20, Order: 'ASCENDING' }));
  const own = Jobs.filter(({ UserMetadata }) => UserMetadata?.['videoId'] === videoId);
  return Promise.all(own.map(async ({ Id }) => (await client.send(new GetJobCommand({ Id }))).Job!));
}

/** Seconds from the first start to the first end and to the last. */
function times(jobs: readonly Job[]): { first: number; all: number } {
  const starts = jobs.map(({ Timing }) => Timing!.StartTime!.getTime());
  const ends = jobs.map(({ Timing }) => Timing!.FinishTime!.getTime());
  const since = (end: number) => (end - Math.min(...starts)) / 1000;
  return { first: since(Math.min(...ends)), all: since(Math.max(...ends)) };
}
