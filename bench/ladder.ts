import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetJobCommand, ListJobsCommand, MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { openAsBlob } from 'node:fs';
import type { Person } from '../test/support/people.ts';
import type { Outputs } from '../test/support/stack.ts';
import { createUpload, postForm, settled } from '../test/support/videos.ts';
import type { Figure } from './report.ts';

const ffmpeg = process.env['FFMPEG_PATH'] || 'ffmpeg';
const SECONDS = 30;
const ROUNDS = 3;

/** The product's rungs for a 1080p source, with x264's settings for them. */
const RUNGS = [
  { size: '1920:1080', maxrate: 5_000_000 },
  { size: '1280:720', maxrate: 3_000_000 },
  { size: '852:480', maxrate: 1_500_000 },
  { size: '640:360', maxrate: 900_000 },
  { size: '426:240', maxrate: 450_000 },
];

/**
 * The wall time of the job that makes the whole ladder, as MediaConvert tells it (start to finish), beside
 * one bare ffmpeg that makes the same renditions from the same file in one decode. In turns.
 */
export async function benchLadder(outputs: Outputs, owner: Person): Promise<Figure> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-ladder-'));
  try {
    const source = join(directory, 'source.mp4');
    await makeSource(source);
    const [jobs, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await bareLadder(source, join(directory, `bare${round}`)));
      jobs.push(await jobSeconds(outputs, owner, source));
    }
    return {
      name: `whole ladder of ${SECONDS} s in 1080p, best of ${ROUNDS}`,
      value: Math.min(...jobs),
      unit: 's',
      baseline: { name: 'one bare ffmpeg', value: Math.min(...bare) },
      budget: { of: 'ratio', most: 1.15 },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function makeSource(path: string): Promise<number> {
  return run([
    ...['-f', 'lavfi', '-i', `testsrc2=size=1920x1080:rate=30:duration=${SECONDS},noise=alls=6:allf=t`],
    ...['-f', 'lavfi', '-i', `sine=frequency=440:duration=${SECONDS}`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28', '-pix_fmt', 'yuv420p', '-g', '60'],
    ...['-c:a', 'aac', '-movflags', '+faststart', path],
  ]);
}

/** Seconds that one ffmpeg takes for all renditions, each scaled from the next larger one. */
async function bareLadder(source: string, directory: string): Promise<number> {
  const chain = RUNGS.map(({ size }, n) => {
    const last = n === RUNGS.length - 1;
    return `${n === 0 ? '[0:v]' : `[c${n}]`}scale=${size}:flags=bicubic${last ? `[v${n}]` : `,split=2[v${n}][c${n + 1}]`}`;
  });
  for (let n = 0; n <= RUNGS.length; n += 1) await mkdir(join(directory, String(n)), { recursive: true });
  const muxer = (n: number) => [
    ...['-f', 'hls', '-hls_time', '6', '-hls_list_size', '0', '-hls_playlist_type', 'vod'],
    ...['-hls_segment_type', 'fmp4', '-hls_segment_filename', join(directory, String(n), '%09d.m4s')],
    join(directory, String(n), 'index.m3u8'),
  ];
  return run([
    ...['-i', source, '-filter_complex', chain.join(';')],
    ...RUNGS.flatMap(({ maxrate }, n) => [
      ...['-map', `[v${n}]`, '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'main', '-crf', '23'],
      ...['-maxrate', String(maxrate), '-bufsize', String(maxrate * 2), '-g', '60', '-sc_threshold', '0'],
      ...muxer(n),
    ]),
    ...['-map', '0:a', '-c:a', 'aac', '-b:a', '128000', '-ar', '48000', '-ac', '2', ...muxer(RUNGS.length)],
  ]);
}

/** Seconds from the job's start to its finish, as GetJob tells them. */
async function jobSeconds(outputs: Outputs, owner: Person, source: string): Promise<number> {
  const file = await openAsBlob(source);
  const ticket = await createUpload(outputs, owner, file.size);
  const response = await postForm(ticket, file);
  if (!response.ok) throw new Error(await response.text());
  const { status } = await settled(outputs, owner, ticket.videoId, 600_000);
  if (status !== 'READY') throw new Error(`The video ended ${status}.`);
  const { awsEndpoint, rootCredentials } = outputs.custom.playhead;
  const client = new MediaConvertClient({
    endpoint: awsEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
  });
  const { Jobs = [] } = await client.send(new ListJobsCommand({ MaxResults: 20, Order: 'DESCENDING' }));
  const job = Jobs.find(({ UserMetadata }) => UserMetadata?.['videoId'] === ticket.videoId);
  const { Job } = await client.send(new GetJobCommand({ Id: job!.Id! }));
  return (Job!.Timing!.FinishTime!.getTime() - Job!.Timing!.StartTime!.getTime()) / 1000;
}

function run(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve((performance.now() - begun) / 1000)
        : reject(new Error(`ffmpeg ended with ${code}`)),
    );
  });
}
