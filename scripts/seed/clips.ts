import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CREATE_UPLOAD, MY_VIDEOS, VIDEO, type MyVideosQuery } from '../../client/index.ts';
import type { Api } from './api.ts';
import { createRandom } from './random.ts';
import { describeVideo } from './texts.ts';

const CLIP_SECONDS = 6;
const LIMIT_MS = 120_000;
const PAUSE_MS = 250;
/** Pictures that ffmpeg draws itself; portraits, as phones make them, among them. */
const PICTURES = [
  'mandelbrot=size=854x480:rate=25',
  'life=size=360x640:rate=25:mold=10:ratio=0.1:death_color=#203040:life_color=#f0c060',
  'cellauto=size=854x480:rate=25:rule=110',
  'testsrc2=size=480x854:rate=25',
] as const;

/**
 * Makes clips, uploads them as people do and waits until each can be played. What was uploaded by an earlier run, by
 * its title, is not uploaded again. Answers with the ids of what was.
 */
export async function addClips(
  api: Api,
  options: { readonly seed: string; readonly count: number; readonly onDone: (count: number) => void },
): Promise<readonly string[]> {
  const { seed, count, onDone } = options;
  const there = count > 0 ? await titles(api) : new Set();
  const directory = await mkdtemp(join(tmpdir(), 'seed-'));
  const added: string[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const { title, ...details } = describeVideo(createRandom(seed, 'clip', index));
      // Two may well have been given the same title.
      const numbered = `${title} (${index + 1})`;
      if (!there.has(numbered)) {
        const path = join(directory, `${index}.mp4`);
        await makeClip(PICTURES[index % PICTURES.length]!, 220 * 1.06 ** index, path);
        added.push(await publish(api, path, { title: numbered, ...details }));
      }
      onDone(1);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return added;
}

/** What the person has uploaded: all that did not fail and was not given up. */
async function titles(api: Api): Promise<Set<string>> {
  const found = new Set<string>();
  let nextToken: string | null = null;
  do {
    const { myVideos }: MyVideosQuery = await api.ask(MY_VIDEOS, { limit: 100, nextToken });
    for (const { title, status } of myVideos.items)
      if (status !== 'FAILED' && status !== 'AWAITING_UPLOAD') found.add(title);
    ({ nextToken } = myVideos);
  } while (nextToken !== null);
  return found;
}

const makeClip = (picture: string, pitch: number, path: string) =>
  promisify(execFile)(process.env['FFMPEG_PATH'] || 'ffmpeg', [
    ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', picture],
    ...['-f', 'lavfi', '-i', `aevalsrc=0.2*sin(${pitch}*2*PI*t)*(1-mod(t\\,1)):s=44100`],
    ...['-t', String(CLIP_SECONDS), '-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-movflags', '+faststart', path],
  ]);

async function publish(api: Api, path: string, details: ReturnType<typeof describeVideo>): Promise<string> {
  const file = await openAsBlob(path);
  const { createUpload } = await api.ask(CREATE_UPLOAD, {
    input: {
      ...{ kind: 'SHORT', visibility: 'PUBLIC', filename: 'clip.mp4', contentType: 'video/mp4' },
      ...{ sizeBytes: file.size, ...details },
    },
  });
  const form = new FormData();
  for (const { name, value } of createUpload.fields ?? []) form.append(name, value);
  form.append('file', file);
  const sent = await fetch(createUpload.url!, { method: 'POST', body: form });
  if (!sent.ok) throw new Error(`The upload of a clip was refused: ${await sent.text()}`);

  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const { video } = await api.ask(VIDEO, { id: createUpload.videoId });
    if (video?.status === 'READY') return video.id;
    if (video?.status === 'FAILED') throw new Error(`A clip failed: ${video.failure?.message}`);
    if (performance.now() > deadline)
      throw new Error(`A clip was not READY within ${LIMIT_MS / 1_000} s, it is ${video?.status}.`);
    await delay(PAUSE_MS);
  }
}
