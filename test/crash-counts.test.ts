import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { counted, readCounts, readEngagements, recount } from './support/counts.ts';
import { ask, graphql } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, videoRow } from './support/rows.ts';
import { newPlace, removePlace, startStack, type RunningStack } from './support/stack.ts';

const place = await newPlace();
let stack: RunningStack;
let crowd: Person[];
let owner: Person;
let videoId: string;
beforeAll(async () => {
  stack = await startStack(place);
  owner = await newPerson(stack.outputs);
  crowd = [];
  for (let index = 0; index < 20; index += 1) crowd.push(await newPerson(stack.outputs));
  const rows = await rowsOf(stack.outputs);
  [videoId] = (await rows.publish(videoRow({ ownerId: owner.sub }))) as [string];
  rows.close();
});
afterAll(async () => {
  await stack?.stop();
  await removePlace(place);
});

/** How many deeds are answered before each of the crashes. */
const CRASHES = [60, 200, 400];
const DEEDS = [
  'mutation($id: ID!) { likeVideo(videoId: $id) { id } }',
  'mutation($id: ID!) { unlikeVideo(videoId: $id) { id } }',
  'mutation($id: ID!) { rateVideo(videoId: $id, stars: 2) { id } }',
  'mutation($id: ID!) { rateVideo(videoId: $id, stars: 5) { id } }',
];
const LIKE = DEEDS[0]!;
const LAST = 'mutation($id: ID!) { rateVideo(videoId: $id, stars: 4) { id } }';

/** All do anything, one deed after the other, until so many were answered; then the lights go out on the rest. */
async function crashAmid(deeds: number): Promise<void> {
  let answered = 0;
  let killed: Promise<void> | undefined;
  await Promise.all(
    crowd.map(async (person) => {
      while (!killed) {
        const deed = DEEDS[Math.floor(Math.random() * DEEDS.length)]!;
        const answer = await graphql(stack.outputs, person, deed, { id: videoId }).catch((error: unknown) => {
          if (killed && error instanceof TypeError) return undefined;
          throw error;
        });
        if (answer) expect(answer.errors).toBeUndefined();
        answered += 1;
        if (answered >= deeds) killed ??= stack.kill();
      }
    }),
  );
  await killed;
}

describe('the whole system killed while likes and stars pour in', () => {
  it('counts each exactly once: the counts are those of the rows', async () => {
    for (const deeds of CRASHES) {
      await crashAmid(deeds);
      stack = await startStack(place);
    }
    const { outputs } = stack;
    for (const person of crowd) await ask(outputs, person, LIKE, { id: videoId });
    // Stars are counted behind all that the same person did before.
    for (const person of crowd) await ask(outputs, person, LAST, { id: videoId });
    await counted(outputs, 'guest', videoId, { likeCount: 20, ratingCount: 20, ratingAverage: 4 });
    expect(await readCounts(outputs, 'guest', videoId)).toMatchObject(
      recount(await readEngagements(outputs, videoId)),
    );
  });
});
