import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './support/graphql.ts';
import { fetchPlaylist } from './support/hls.ts';
import { signIn } from './support/people.ts';
import { newPlace, removePlace, startStack, type Outputs, type RunningStack } from './support/stack.ts';
import { playback } from './support/videos.ts';

/** `npm run seed` as a person types it, on a stack of its own: its videos would be in everybody's feeds. */
const SMALL = ['--videos', '40', '--people', '8', '--playable', '1'];
const place = await newPlace();
const scratch = await mkdtemp(join(tmpdir(), 'seed-test-'));
const outputsPath = join(scratch, 'outputs.json');
let stack: RunningStack;

beforeAll(async () => {
  stack = await startStack(place);
  await writeFile(outputsPath, JSON.stringify(stack.outputs));
});
afterAll(async () => {
  await stack.stop();
  await removePlace(place);
  await rm(scratch, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly printed: string;
  readonly failure: string;
}

/** On Node itself: what `npm run` does before is of `scripts/setup/` and tested there. */
function seed(args: readonly string[], outputs = outputsPath): Promise<Ended> {
  const script = join(import.meta.dirname, '..', 'scripts', 'seed.ts');
  const env = { ...process.env, PLAYHEAD_OUTPUTS: outputs };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], { env }, (_error, printed, failure) =>
      resolve({ code: child.exitCode ?? 1, printed, failure }),
    );
  });
}

interface Item {
  readonly id: string;
  readonly likeCount: number;
  readonly ratingCount: number;
  readonly ratingAverage: number | null;
  readonly viewCount: number;
  readonly owner: { readonly displayName: string };
}

async function feed(outputs: Outputs): Promise<readonly Item[]> {
  const query =
    '{ videos(limit: 100) { items { id likeCount ratingCount ratingAverage viewCount owner { displayName } } } }';
  return (await ask<{ videos: { items: Item[] } }>(outputs, 'guest', query)).videos.items;
}

describe('npm run seed', () => {
  it('fills feeds and counts, and waits until they have settled', async () => {
    const { code, printed, failure } = await seed(SMALL);
    expect(failure).toContain('Likes, ratings and views …');
    expect(printed).toMatch(/^Added 8 people, 40 videos, \d+ engagements and 1 clips that play in /);
    expect(printed).toContain('Shelves and counts have settled.');
    expect(code).toBe(0);
    const items = await feed(stack.outputs);
    expect(items.length).toBeGreaterThan(30);
    expect(Math.max(...items.map(({ viewCount }) => viewCount))).toBeGreaterThan(4);
    expect(items.some(({ likeCount }) => likeCount > 2)).toBe(true);
    for (const { ratingCount, ratingAverage } of items)
      expect(ratingAverage === null).toBe(ratingCount === 0);
    expect(items.every(({ owner }) => owner.displayName !== '')).toBe(true);
  });

  it('uploads clips that play', async () => {
    const { demoUsers } = stack.outputs.custom.playhead;
    const creator = await signIn(
      stack.outputs,
      demoUsers.find(({ username }) => username === 'creator')!,
    );
    const query = '{ myVideos { items { id status visibility } } }';
    const { myVideos } = await ask<{ myVideos: { items: { id: string }[] } }>(stack.outputs, creator, query);
    expect(myVideos.items).toEqual([expect.objectContaining({ status: 'READY', visibility: 'PUBLIC' })]);
    const { hlsUrl } = await playback(stack.outputs, 'guest', myVideos.items[0]!.id);
    expect((await fetchPlaylist(hlsUrl)).playlists!.length).toBeGreaterThan(1);
  });

  it('adds nothing twice, changes nothing, and never brings back what was deleted', async () => {
    const { demoUsers } = stack.outputs.custom.playhead;
    const admin = await signIn(
      stack.outputs,
      demoUsers.find(({ username }) => username === 'admin')!,
    );
    const before = await feed(stack.outputs);
    // The oldest: the newest is the clip.
    const [deleted, others] = [before.at(-1)!, before.slice(0, -1)];
    const remove = 'mutation($id: ID!) { deleteVideo(id: $id) { id } }';
    await ask(stack.outputs, admin, remove, { id: deleted.id });
    // The feed no longer shows it at once; its shelves follow.
    expect(await feed(stack.outputs)).toEqual(others);
    const { code, printed } = await seed([...SMALL.slice(0, 4), '--playable', '0']);
    expect(printed).toContain('Added 0 people, 0 videos, 0 engagements and 0 clips that play');
    expect(code).toBe(0);
    expect(await feed(stack.outputs)).toEqual(others);
  });

  it.each([
    [['--videos', 'many'], '--videos many: expected a whole number from 0 to 1000000.\n'],
    [['--people', '0'], '--people 0: expected a whole number from 1 to 1000000.\n'],
  ])('says in one line what is wrong with %j', async (args, line) => {
    expect(await seed(args)).toEqual({ code: 1, printed: '', failure: line });
  });

  it('fills nothing but a stack that runs on this machine', async () => {
    const absent = join(scratch, 'absent.json');
    expect((await seed([], absent)).failure).toBe(
      `Nothing runs here yet: there is no ${absent}. Start it with npm start.\n`,
    );
    const onAws = join(scratch, 'aws.json');
    const { awsEndpoint: _local, rootCredentials: _keys, ...playhead } = stack.outputs.custom.playhead;
    await writeFile(onAws, JSON.stringify({ ...stack.outputs, custom: { playhead } }));
    const refused = await seed([], onAws);
    expect(refused.code).toBe(1);
    expect(refused.failure).toBe(
      `${onAws} is of a stack on AWS: only one on this machine is filled. Start it with npm start.\n`,
    );
  });
});
