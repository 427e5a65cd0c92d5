import { LambdaClient, InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { eraseAccount, videoFiles } from './support/deletion.ts';
import { fixture } from './support/fixtures.ts';
import { ask } from './support/graphql.ts';
import { newPerson } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { stackOutput } from './support/tables.ts';
import { createUpload, readVideo, settled, uploadFile } from './support/videos.ts';

const outputs = inject('outputs');
const files = await videoFiles(outputs);
const rows = await rowsOf(outputs);
afterAll(() => rows.close());
const PATIENCE = { timeout: 60_000, interval: 100 };

const ENGAGE = /* GraphQL */ `
  mutation Engage($id: ID!) {
    likeVideo(videoId: $id) {
      id
    }
    rateVideo(videoId: $id, stars: 4) {
      id
    }
  }
`;
const COUNTS = 'query($id: ID!) { video(id: $id) { likeCount ratingCount ratingAverage } }';

describe('erase-account', () => {
  it('deletes profile, engagements and videos of a person with their files, and counts settle', async () => {
    const [person, other] = await Promise.all([newPerson(outputs), newPerson(outputs)]);
    const seen = await uploadFile(outputs, other, await fixture('tiny'), { visibility: 'PUBLIC' });
    const own = await uploadFile(outputs, person, await fixture('tiny'), { visibility: 'PUBLIC' });
    const { videoId: open } = await createUpload(outputs, person, 10);
    for (const id of [seen, own])
      expect(await settled(outputs, id === seen ? other : person, id)).toMatchObject({ status: 'READY' });
    for (const id of [seen, own]) await ask(outputs, person, ENGAGE, { id });
    await ask(outputs, other, ENGAGE, { id: seen });
    const counts = async () => (await ask<{ video: object }>(outputs, 'guest', COUNTS, { id: seen })).video;
    await vi.waitFor(
      async () => expect(await counts()).toEqual({ likeCount: 2, ratingCount: 2, ratingAverage: 4 }),
      PATIENCE,
    );
    await rows.put('Accounts', { userId: person.sub, record: 'ORDER#1' });
    const running = await uploadFile(outputs, person, await fixture('clip'));
    await vi.waitFor(
      async () => expect((await readVideo(outputs, person, running))!.status).toBe('PROCESSING'),
      PATIENCE,
    );

    expect(await eraseAccount(outputs, person.sub)).toEqual({
      ...{ userId: person.sub, profile: true, engagements: 2, videos: 3, complete: true },
    });
    expect(await rows.get('Accounts', { userId: person.sub, record: 'PROFILE' })).toBeUndefined();
    expect(await rows.get('Accounts', { userId: person.sub, record: 'ORDER#1' })).toBeDefined();
    for (const videoId of [seen, own])
      expect(await rows.get('Engagements', { userId: person.sub, videoId })).toBeUndefined();
    for (const id of [own, open, running]) expect(await rows.get('Videos', { id })).toBeUndefined();
    for (const id of [own, running])
      await vi.waitFor(async () => expect(await files.list(id)).toEqual([]), PATIENCE);
    await vi.waitFor(
      async () => expect(await counts()).toEqual({ likeCount: 1, ratingCount: 1, ratingAverage: 4 }),
      PATIENCE,
    );
    expect(await rows.get('Accounts', { userId: other.sub, record: 'PROFILE' })).toBeDefined();
    expect((await files.list(seen)).length).toBeGreaterThan(3);

    expect(await eraseAccount(outputs, person.sub)).toEqual({
      ...{ userId: person.sub, profile: false, engagements: 0, videos: 0, complete: true },
    });
  });

  it.each([undefined, null, '', 7, ['a'], 'x'.repeat(5_000)])(
    'is refused an event without a user (%#)',
    async (userId) => {
      await expect(eraseAccount(outputs, userId)).rejects.toThrow('The event must be');
    },
  );

  it('is closed to everybody but IAM', async () => {
    const FunctionName = await stackOutput(outputs, 'EraseAccountFunctionName');
    const credentials = { accessKeyId: 'AKIAFOREIGN000000000', secretAccessKey: 'x' };
    const lambda = new LambdaClient({ ...awsClientOptions(outputs), credentials });
    await expect(lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });
});
