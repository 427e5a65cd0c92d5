import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inParallel } from '../functions/shared/in-parallel.ts';
import { callsDuring } from './support/calls.ts';
import {
  addToCounts,
  counted,
  ON_REACTIONS,
  readCounts,
  readEngagements,
  recount,
  type Counts,
} from './support/counts.ts';
import { fixture } from './support/fixtures.ts';
import { insist, lossyNetwork, type LossyNetwork } from './support/lossy-network.ts';
import { newPerson, type Person } from './support/people.ts';
import { runScript } from './support/scripts.ts';
import { subscribe } from './support/subscribe.ts';
import { settled, uploadFile } from './support/videos.ts';

/**
 * Counts are exact, whatever is repeated, lost or raced: over a network that loses requests and replies, with clients
 * that try again until they are answered.
 */
const outputs = inject('outputs');
const CROWD = 500;
const people: Person[] = [];
let network: LossyNetwork;

beforeAll(async () => {
  network = await lossyNetwork(outputs);
  const owner = await newPerson(outputs);
  const path = await fixture('short');
  for (const name of ['likes', 'ratings'] as const) {
    videos[name] = await uploadFile(outputs, owner, path, { visibility: 'UNLISTED' });
    await settled(outputs, owner, videos[name]);
  }
  await inParallel(Array.from({ length: CROWD }), 8, async () => void people.push(await newPerson(outputs)));
}, 300_000);
afterAll(() => network?.close());
const videos = { likes: '', ratings: '' };

const LIKE = 'mutation($id: ID!) { likeVideo(videoId: $id) { id viewer { liked } } }';
const UNLIKE = 'mutation($id: ID!) { unlikeVideo(videoId: $id) { id viewer { liked } } }';
const RATE = 'mutation($id: ID!, $stars: Int!) { rateVideo(videoId: $id, stars: $stars) { id } }';
const UNRATE = 'mutation($id: ID!) { unrateVideo(videoId: $id) { id } }';

const flip = () => Math.random() < 0.5;
const stars = () => 1 + Math.floor(Math.random() * 5);
/** Does it until it is answered, and it must be answered well. */
async function tell(person: Person, query: string, variables: Record<string, unknown>): Promise<void> {
  const { errors } = await insist(network, person, query, variables);
  expect(errors).toBeUndefined();
}
/** Everybody does `turns` things, one after the other, at the same time as all others. */
const atOnce = (crowd: readonly Person[], turns: number, act: (person: Person) => Promise<void>) =>
  Promise.all(
    crowd.map(async (person) => {
      for (let turn = 0; turn < turns; turn += 1) await act(person);
    }),
  );

describe('likes', () => {
  it('of 50 people who like and unlike 20 times each, all at once, are what each wanted last', async () => {
    const id = videos.likes;
    const crowd = people.slice(0, 50);
    const wanted = new Map<string, boolean>();
    const live = await subscribe<Counts & { reactionVersion: number }>(outputs, 'guest', ON_REACTIONS, {
      id,
    });
    const calls = await callsDuring(outputs, async () => {
      await atOnce(crowd, 20, async (person) => {
        const likes = flip();
        wanted.set(person.sub, likes);
        await tell(person, likes ? LIKE : UNLIKE, { id });
      });
      // Nobody's stars are counted before all that they did earlier.
      await atOnce(crowd, 1, (person) => tell(person, RATE, { id, stars: 3 }));
      await counted(outputs, 'guest', id, { ratingCount: crowd.length });
    });

    const rows = await readEngagements(outputs, id);
    expect(new Map(rows.map(({ userId, likedAt }) => [userId, likedAt !== undefined]))).toEqual(wanted);
    const counts = await readCounts(outputs, 'guest', id);
    expect(counts).toMatchObject(recount(rows));
    expect(counts.likeCount).toBe([...wanted.values()].filter((likes) => likes).length);
    for (const fate of ['request lost', 'reply lost', 'sent twice'] as const)
      expect(network.fates.get(fate)).toBeGreaterThan(50);

    const last = await live.next(({ reactionVersion }) => reactionVersion === counts.reactionVersion);
    expect(last).toEqual({ videoId: id, ...counts });
    live.close();
    // Far fewer than the changes: one a second and shard, not one a person.
    expect(calls.get('EngagementCountEngagement dynamodb:UpdateItem')).toBeLessThan(500);
  });
});

describe('ratings', () => {
  const id = () => videos.ratings;
  const exact = async (expected: Partial<Counts>) => {
    const counts = await counted(outputs, 'guest', id(), expected);
    expect(counts).toMatchObject(recount(await readEngagements(outputs, id())));
  };

  it('raced by one person are one', async () => {
    const [person] = people;
    await Promise.all(Array.from({ length: 50 }, () => tell(person!, RATE, { id: id(), stars: stars() })));
    await tell(person!, LIKE, { id: id() });
    await exact({ likeCount: 1, ratingCount: 1 });
  });

  it('raced by 500 are what a recount of their rows says: sum, count and average', async () => {
    await atOnce(people, 3, (person) =>
      flip() || flip()
        ? tell(person, RATE, { id: id(), stars: stars() })
        : tell(person, UNRATE, { id: id() }),
    );
    await atOnce(people, 1, (person) => tell(person, LIKE, { id: id() }));
    await exact({ likeCount: CROWD });
  });
});

describe('npm run recount', () => {
  it('adds what was lost, and nothing else', async () => {
    const id = videos.likes;
    const before = await readCounts(outputs, 'guest', id);
    // As if so much had been counted too often, or not at all.
    await addToCounts(outputs, id, { likeCount: -3, ratingSum: 2 });
    const lost = `${id}: +3 likes, +0 ratings with -2 stars`;
    expect(await runScript('recount.ts', ['--check'], outputs)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`${lost}, not added`),
    });
    expect(await runScript('recount.ts', [], outputs)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${lost}, added`),
    });
    const { reactionVersion, ...counts } = await readCounts(outputs, 'guest', id);
    expect({ ...counts, reactionVersion: reactionVersion - 1 }).toEqual(before);
    expect(await runScript('recount.ts', ['--check'], outputs)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing was lost'),
    });
  });
});
