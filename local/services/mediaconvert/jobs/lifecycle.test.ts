import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelJobCommand, CreateJobCommand, GetJobCommand } from '@aws-sdk/client-mediaconvert';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { H264, cmafJob, makeClip, pattern, picture, startBench, type Bench } from '../testing.ts';

let directory: string;
let gate: string;
let ffmpeg: string;
const started: Bench[] = [];

/** An ffmpeg that waits for a file before it begins, so that a test can look at jobs under way. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  gate = join(directory, 'gate');
  ffmpeg = join(directory, 'ffmpeg');
  writeFileSync(ffmpeg, `#!/bin/sh\nwhile [ ! -e '${gate}' ]; do sleep 0.05; done\nexec ffmpeg "$@"\n`);
  chmodSync(ffmpeg, 0o755);
});

afterEach(async () => {
  for (const bench of started.splice(0)) await bench.stop();
  rmSync(directory, { recursive: true, force: true });
});

const start = async (options: Parameters<typeof startBench>[0] = {}) => {
  const bench = await startBench({ directory, ffmpeg, ...options });
  started.push(bench);
  if (!existsSync(bench.object('in', 'film.mp4'))) {
    const clip = makeClip(join(directory, 'film.mp4'), [...pattern('160x90', 1), ...H264]);
    bench.put('in', 'film.mp4', clip);
  }
  return bench;
};
const stop = (bench: Bench) => {
  started.splice(started.indexOf(bench), 1);
  return bench.stop();
};
const submit = async (bench: Bench, more = {}) => {
  const command = new CreateJobCommand(cmafJob('s3://in/film.mp4', [picture('_90', 90)], more));
  return (await bench.client.send(command)).Job!.Id!;
};
const open = () => writeFileSync(gate, '');
const status = async (bench: Bench, id: string) =>
  (await bench.client.send(new GetJobCommand({ Id: id }))).Job?.Status;

it('a job under way when the process ended begins again and ends COMPLETE once', async () => {
  const before = await start();
  const id = await submit(before);
  const waiting = await submit(before);
  await before.event(['STATUS_UPDATE'], id);
  expect((await before.client.send(new GetJobCommand({ Id: id }))).Job).toMatchObject({
    ...{ Status: 'PROGRESSING', CurrentPhase: 'TRANSCODING', JobPercentComplete: 5, RetryCount: 0 },
    Timing: { StartTime: expect.any(Date) },
  });
  await stop(before);
  const left = join(before.runtime.directory('mediaconvert'), 'work', id, 'half.media');
  mkdirSync(join(left, '..'), { recursive: true });
  writeFileSync(left, 'of a process that was killed');

  open();
  const after = await start();
  await after.event(['COMPLETE'], id);
  await after.event(['COMPLETE'], waiting);
  const { Job } = await after.client.send(new GetJobCommand({ Id: id }));
  expect(Job).toMatchObject({ Status: 'COMPLETE', RetryCount: 1 });
  const both = [...before.details(), ...after.details()].filter(({ jobId }) => jobId === id);
  const times = (wanted: string) => both.filter((detail) => detail.status === wanted).length;
  expect([times('PROGRESSING'), times('COMPLETE'), times('ERROR')]).toEqual([1, 1, 0]);
  expect(existsSync(left)).toBe(false);
});

it('an event that EventBridge did not take before the process ended is published by the next', async () => {
  open();
  const refuse = () => Promise.reject(new Error('not now'));
  const refusing = { put: refuse, putAs: refuse };
  const before = await start({ peers: { events: refusing } });
  const id = await submit(before);
  await expect.poll(() => status(before, id), { timeout: 10_000 }).toBe('COMPLETE');
  await stop(before);

  const after = await start();
  await after.event(['COMPLETE'], id);
  expect(after.details().map((detail) => detail.status)).toEqual(
    expect.arrayContaining(['PROGRESSING', 'INPUT_INFORMATION', 'COMPLETE']),
  );
});

it('a canceled job ends at once, delivers nothing and lets the next one run', async () => {
  const bench = await start();
  const ids = [await submit(bench), await submit(bench), await submit(bench)];
  await bench.event(['STATUS_UPDATE'], ids[0]);
  expect(await status(bench, ids[2]!)).toBe('SUBMITTED');
  await bench.client.send(new CancelJobCommand({ Id: ids[0] }));
  await bench.event(['STATUS_UPDATE'], ids[2]);
  await bench.client.send(new CancelJobCommand({ Id: ids[1] }));
  await bench.client.send(new CancelJobCommand({ Id: ids[2] }));
  open();
  for (const id of ids) {
    expect(await bench.event(['COMPLETE', 'ERROR', 'CANCELED'], id)).toMatchObject({ status: 'CANCELED' });
    expect(await status(bench, id)).toBe('CANCELED');
  }
  expect(existsSync(bench.object('out', 'films'))).toBe(false);
  // Once more is no error; a job that came to another end is.
  await bench.client.send(new CancelJobCommand({ Id: ids[0] }));
  const done = await submit(bench);
  await bench.event(['COMPLETE'], done);
  await expect(bench.client.send(new CancelJobCommand({ Id: done }))).rejects.toMatchObject({
    name: 'ConflictException',
  });
});

it('a higher priority goes first, and equal ones in their order', async () => {
  const bench = await start();
  // One at a time: two that begin together may report in either order.
  const { ref: Queue } = await bench.service.create({
    logicalId: 'Single',
    type: 'AWS::MediaConvert::Queue',
    properties: { Name: 'single', ConcurrentJobs: 1 },
  });
  const holding = await submit(bench, { Queue });
  await bench.event(['STATUS_UPDATE'], holding);
  const low = await submit(bench, { Queue, Priority: -1 });
  const first = await submit(bench, { Queue });
  const second = await submit(bench, { Queue });
  const high = await submit(bench, { Queue, Priority: 9 });
  open();
  await bench.event(['COMPLETE'], low);
  const order = bench.details().filter((detail) => detail.status === 'PROGRESSING');
  expect(order.map(({ jobId }) => jobId)).toEqual([holding, high, first, second, low]);
});

it('begins nothing of lower priority beside a job, and something of higher priority', async () => {
  const bench = await start();
  const [holding, low] = [await submit(bench, { Priority: 5 }), await submit(bench, { Priority: 4 })];
  await bench.event(['STATUS_UPDATE'], holding);
  // The queue has room for two, which an equal job takes and a lower one does not.
  expect(await status(bench, low)).toBe('SUBMITTED');
  const equal = await submit(bench, { Priority: 5 });
  await bench.event(['STATUS_UPDATE'], equal);
  open();
  await bench.event(['COMPLETE'], low);
  const order = bench.details().map(({ status: state, jobId }) => `${state} ${jobId}`);
  for (const first of [holding, equal])
    expect(order.indexOf(`COMPLETE ${first}`)).toBeLessThan(order.indexOf(`PROGRESSING ${low}`));

  rmSync(gate);
  const slow = await submit(bench);
  await bench.event(['STATUS_UPDATE'], slow);
  const urgent = await submit(bench, { Priority: 9 });
  await bench.event(['STATUS_UPDATE'], urgent);
  open();
  await bench.event(['COMPLETE'], slow);
});

it('many jobs at once begin in the order of their arrival, and never more beside each other than the queue allows', async () => {
  const bench = await start();
  const { ref: Single } = await bench.service.create({
    logicalId: 'Single',
    type: 'AWS::MediaConvert::Queue',
    properties: { Name: 'single', ConcurrentJobs: 1 },
  });
  open();
  for (const [Queue, most, jobs] of [
    ['films', 2, 5],
    [Single, 1, 20],
  ] as const) {
    const ids: string[] = [];
    for (let n = 0; n < jobs; n += 1) ids.push(await submit(bench, { Queue }));
    await Promise.all(ids.map((id) => bench.event(['COMPLETE'], id)));
    const told = bench.details().filter(({ jobId }) => ids.includes(jobId));
    const inOrder = (state: string) => told.filter((one) => one.status === state).map(({ jobId }) => jobId);
    expect(inOrder('PROGRESSING')).toEqual(ids);
    let running = 0;
    for (const { status: state } of told) {
      running += Number(state === 'PROGRESSING') - Number(state === 'COMPLETE');
      expect(running).toBeLessThanOrEqual(most);
    }
    // Beside each other, one may overtake another; alone, none can.
    if (most === 1) expect(inOrder('COMPLETE')).toEqual(ids);
  }
}, 60_000);

it('an output that may not be written ends the job with an error', async () => {
  open();
  const bench = await start();
  const request = cmafJob('s3://in/film.mp4', [picture('_90', 90)]);
  const [group] = request.Settings!.OutputGroups!;
  group!.OutputGroupSettings!.CmafGroupSettings!.Destination = 's3://forbidden/films/one';
  const { Job } = await bench.client.send(new CreateJobCommand(request));
  expect(await bench.event(['COMPLETE', 'ERROR'], Job?.Id)).toMatchObject({
    errorCode: 1401,
    errorMessage: expect.stringContaining(
      'Unable to write to output file [s3://forbidden/films/one_90init.cmfv]',
    ),
  });
});

it('a disk that is full ends the job with the service’s code, and nothing is delivered', async () => {
  // The tool may write 20 blocks of 512 bytes into a file, and no more.
  writeFileSync(ffmpeg, '#!/bin/sh\nulimit -f 20\nexec ffmpeg "$@"\n');
  const bench = await start();
  const id = await submit(bench);
  expect(await bench.event(['COMPLETE', 'ERROR'], id)).toMatchObject({
    errorCode: 1050,
    errorMessage: expect.stringContaining('disk full'),
  });
  expect(existsSync(bench.object('out', 'films'))).toBe(false);
  const work = join(bench.runtime.directory('mediaconvert'), 'work');
  await expect.poll(() => readdirSync(work)).toEqual([]);
});
