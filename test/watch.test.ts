import { openAsBlob } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fixture } from './support/fixtures.ts';
import { ask, graphql } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { subscribe } from './support/subscribe.ts';
import { createUpload, ON_VIDEO_STATUS, postForm, readVideo, type StatusEvent } from './support/videos.ts';
import { startWatched, type WatchedStack } from './support/watched.ts';

let stack: WatchedStack;
let person: Person;
beforeAll(async () => {
  stack = await startWatched();
  person = await newPerson(stack.outputs);
});
afterAll(() => stack.stop());

const title = async (id: string) =>
  (
    await ask<{ video: { title: string } }>(
      stack.outputs,
      person,
      'query ($id: ID!) { video(id: $id) { title } }',
      { id },
    )
  ).video.title;

/** The step that ends the pipeline of `Query.video`. */
const ANSWER = 'resolvers/steps/answer-video.ts';

it('swaps a resolver, a function and the schema, without losing data or an open socket', async () => {
  const { outputs } = stack;
  const file = await openAsBlob(await fixture('short'));
  const ticket = await createUpload(outputs, person, file.size);
  const { videoId } = ticket;
  const live = await subscribe<StatusEvent>(outputs, person, ON_VIDEO_STATUS, { videoId });

  await stack.edit(
    ANSWER,
    'withPeople(ctx, [video])[0]',
    "{ ...withPeople(ctx, [video])[0], title: 'swapped' }",
  );
  await vi.waitFor(async () => expect(await title(videoId)).toBe('swapped'), 20_000);

  await stack.edit('functions/create-upload/handler.ts', 'ulid()', '`W${ulid().slice(1)}`');
  await stack.live('functions/create-upload/handler.ts');
  expect((await createUpload(outputs, person, 1_000)).videoId).toMatch(/^W/);

  await stack.edit(
    'schema/catalogue.graphql',
    'extend type Query',
    'type Watched {\n  id: ID\n}\n\nextend type Query',
  );
  await vi.waitFor(async () => {
    const { data } = await graphql(outputs, person, '{ __type(name: "Watched") { name } }');
    expect(data).toEqual({ __type: { name: 'Watched' } });
  }, 20_000);

  expect((await postForm(ticket, file)).ok).toBe(true);
  await live.next(({ status }) => status === 'READY');
  expect(await readVideo(outputs, person, videoId)).toMatchObject({ status: 'READY' });
  live.close();
});

it('goes on as it was when what was saved cannot be built, or is refused, and takes the mended one', async () => {
  const { outputs } = stack;
  const { videoId } = await createUpload(outputs, person, 1_000);
  await stack.edit(ANSWER, 'const video =', 'const video = =');
  await vi.waitFor(() => expect(stack.log()).toContain('the build failed'), 20_000);
  expect(await title(videoId)).toBe('swapped');

  await stack.edit(ANSWER, 'const video = =', 'throw new Error("no");\n  const video =');
  await vi.waitFor(() => expect(stack.log()).toContain('not taken over'), 20_000);
  expect(await title(videoId)).toBe('swapped');

  await stack.edit(ANSWER, 'throw new Error("no");\n', '');
  await stack.edit(ANSWER, "'swapped'", "'mended'");
  await vi.waitFor(async () => expect(await title(videoId)).toBe('mended'), 20_000);
});
