import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { bigFixture } from '../test/support/fixtures.ts';
import { ask } from '../test/support/graphql.ts';
import type { Person } from '../test/support/people.ts';
import type { Outputs, RunningStack } from '../test/support/stack.ts';
import { createUpload, postForm, settled, type UploadTicket } from '../test/support/videos.ts';
import type { Figure } from './report.ts';

/** What a start leaves to be collected is gone by then. */
const SETTLE_MS = 5_000;

/** The runtime's memory (its own processes, not ffmpeg) while a 1 GB file is uploaded in parts and transcoded. */
export async function benchMemory(stack: RunningStack, owner: Person): Promise<Figure> {
  const peak = await peakMemory(stack, async () => {
    const id = await upload(stack, owner, await bigFixture(1024));
    const { status } = await settled(stack.outputs, owner, id, 300_000);
    if (status !== 'READY') throw new Error(`The video ended ${status}.`);
  });
  return {
    name: 'peak memory, 1 GB uploaded and transcoded',
    value: peak,
    unit: 'MB',
    budget: { of: 'value', most: 500 },
  };
}

/** The same when nothing was asked of it for a while. */
export async function benchRest(stack: RunningStack): Promise<Figure> {
  await delay(SETTLE_MS);
  return {
    name: 'memory at rest, after start and a first query',
    value: await memoryMegabytes(stack.pid),
    unit: 'MB',
    budget: { of: 'value', most: 350 },
  };
}

/** The most megabytes that the runtime took while something was done. */
export async function peakMemory({ pid }: RunningStack, work: () => Promise<void>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => void memoryMegabytes(pid).then((now) => (peak = Math.max(peak, now))), 200);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak;
}

/**
 * Memory of the process and of its group, each page counted once: all of them run the same program, and the resident
 * sizes would count its 40 MB for each anew. Where the system does not tell (anything but Linux) they have to do.
 */
async function memoryMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,pgid=,rss=,comm=']);
  const kilobytes = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group, , command]) => Number(group) === pid && command !== 'ffmpeg' && command !== 'ffprobe')
    .map(async ([id, , resident]) => (await proportionalKilobytes(id!)) ?? Number(resident));
  return (await Promise.all(kilobytes)).reduce((sum, each) => sum + each / 1024, 0);
}

/** The process's own pages, and its share of those that others have too. */
async function proportionalKilobytes(pid: string): Promise<number | undefined> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It ended while we looked, and takes nothing.
    if (code === 'ESRCH') return 0;
    if (code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Uploads a file as its ticket says: by a form, or in parts. Answers the video's id. */
export async function upload({ outputs }: RunningStack, owner: Person, path: string): Promise<string> {
  const { size } = await stat(path);
  const ticket = await createUpload(outputs, owner, size);
  if (ticket.method === 'POST') {
    const response = await postForm(ticket, await openAsBlob(path));
    if (!response.ok) throw new Error(await response.text());
  } else await uploadInParts(outputs, owner, path, ticket);
  return ticket.videoId;
}

async function uploadInParts(
  outputs: Outputs,
  owner: Person,
  path: string,
  ticket: UploadTicket,
): Promise<void> {
  const file = await open(path);
  const { size } = await file.stat();
  const partSize = ticket.partSizeBytes!;
  const parts: { partNumber: number; etag: string }[] = [];
  const sign =
    'mutation($id: ID!, $n: [Int!]!) { signUploadParts(videoId: $id, partNumbers: $n) { partNumber url } }';
  for (let partNumber = 1; partNumber <= ticket.partCount!; partNumber += 1) {
    const signed = await ask<{ signUploadParts: { url: string }[] }>(outputs, owner, sign, {
      id: ticket.videoId,
      n: [partNumber],
    });
    const body = Buffer.alloc(Math.min(partSize, size - (partNumber - 1) * partSize));
    await file.read(body, 0, body.length, (partNumber - 1) * partSize);
    const response = await fetch(signed.signUploadParts[0]!.url, { method: 'PUT', body });
    if (!response.ok) throw new Error(await response.text());
    parts.push({ partNumber, etag: response.headers.get('etag')! });
  }
  await file.close();
  const complete =
    'mutation($id: ID!, $parts: [CompletedPartInput!]!) { completeUpload(videoId: $id, parts: $parts) { id } }';
  await ask(outputs, owner, complete, { id: ticket.videoId, parts });
}
