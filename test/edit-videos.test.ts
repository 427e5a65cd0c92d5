import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf } from './support/rows.ts';
import { CREATE_UPLOAD, createUpload } from './support/videos.ts';

const outputs = inject('outputs');

const UPDATE_VIDEO = /* GraphQL */ `
  mutation UpdateVideo($input: UpdateVideoInput!) {
    updateVideo(input: $input) {
      id
      title
      description
      genres
      language
      visibility
      access
      status
      version
      owner {
        id
      }
      viewer {
        liked
        canWatch
      }
    }
  }
`;

let owner: Person;
let id: string;
const rows = await rowsOf(outputs);
const rowOf = (videoId: string) => rows.get('Videos', { id: videoId });
afterAll(() => rows.close());
beforeAll(async () => {
  owner = await newPerson(outputs);
  ({ videoId: id } = await createUpload(outputs, owner, 10, { description: 'Words', genres: ['Drama'] }));
});

const update = (input: Record<string, unknown>, identity: Identity = owner) =>
  graphql<{ updateVideo: Record<string, unknown> } | null>(outputs, identity, UPDATE_VIDEO, {
    input: { id, ...input },
  });
const letters = (count: number) => 'x'.repeat(count);

describe('updateVideo', () => {
  it('changes what is named, keeps the rest, and answers with the new video', async () => {
    const before = await rowOf(id);
    const { data } = await update({ title: 'New', language: 'PT-br', visibility: 'UNLISTED' });
    expect(data).toEqual({
      updateVideo: {
        ...{ id, title: 'New', description: 'Words', genres: ['Drama'], language: 'pt-BR' },
        ...{ visibility: 'UNLISTED', access: 'FREE', status: 'AWAITING_UPLOAD' },
        version: (before!['version'] as number) + 1,
        owner: { id: owner.sub },
        viewer: { liked: false, canWatch: true },
      },
    });
    expect(await rowOf(id)).toEqual({
      ...before,
      ...{ title: 'New', language: 'pt-BR', visibility: 'UNLISTED' },
      ownerVisibility: `${owner.sub}#UNLISTED`,
      version: (before!['version'] as number) + 1,
      updatedAt: expect.any(String),
    });
  });

  it('takes away what is null', async () => {
    const { data } = await update({ description: null, genres: null, language: null });
    expect(data!.updateVideo).toMatchObject({ description: null, genres: [], language: null, title: 'New' });
  });

  it('is the owner’s alone: to others, administrators and guests, there is nothing to change', async () => {
    const before = await rowOf(id);
    for (const other of [await newPerson(outputs), await newPerson(outputs, ['admins'])]) {
      const { errors } = await update({ title: 'Mine' }, other);
      expect(errors).toMatchObject([{ errorType: 'NotFound', data: null }]);
      const { errors: missing } = await update({ id: 'missing', title: 'Mine' }, other);
      expect(errors![0]!.message).toBe(missing![0]!.message);
    }
    expect((await update({ title: 'Mine' }, 'guest')).errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    expect(await rowOf(id)).toEqual(before);
  });

  it('makes no video of an id that has none', async () => {
    for (const unknown of ['', 'missing', letters(5_000)])
      expect((await update({ id: unknown, title: 'New' })).errors).toMatchObject([{ errorType: 'NotFound' }]);
    expect(await rowOf('missing')).toBeUndefined();
  });
});

/** Each limit, with what is just within it and what is just beyond. */
const LIMITS: readonly (readonly [string, unknown, unknown])[] = [
  ['title', 'x', ''],
  ['title', letters(200), letters(201)],
  ['title', '🎬'.repeat(200), '🎬'.repeat(201)],
  ['title', 'x', letters(1_000_000)],
  ['title', '\u200bx', '\u200b'],
  ['description', letters(5_000), letters(5_001)],
  ['genres', ['a', 'b', 'c', 'd', 'e'], ['a', 'b', 'c', 'd', 'e', 'f']],
  ['genres', [letters(40)], [letters(41)]],
  ['genres', ['x'], ['']],
  ['genres', ['R&B'], ['<b>']],
  ['language', 'en-US', 'en-XX'],
  ['language', 'sl-rozaj', 'sl-rosy1'],
  ['language', 'de', 'xx'],
  ['language', 'de-DE-x-12345678', `de-DE-x-12345678-${letters(40)}`],
];

it('answers of a row that somebody broke that there is no such video, unless the edit mends it', async () => {
  const { videoId: broken } = await createUpload(outputs, owner, 10);
  await rows.set('Videos', { id: broken }, { title: 7 });
  expect((await update({ id: broken, access: 'PREMIUM' })).errors).toMatchObject([{ errorType: 'NotFound' }]);
  expect((await update({ id: broken, title: 'Whole' })).data).toMatchObject({
    updateVideo: { title: 'Whole', access: 'PREMIUM' },
  });
});

describe('what is beyond a limit is a BadRequest that names the field, and nothing is written', () => {
  it.each(LIMITS)('updateVideo: %s (%#)', async (field, within, beyond) => {
    const before = await rowOf(id);
    const { data, errors } = await update({ [field]: beyond, access: 'PREMIUM' });
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { errorType: 'BadRequest', message: expect.stringMatching(`^${field}: `), data: null },
    ]);
    expect(await rowOf(id)).toEqual(before);
    expect((await update({ [field]: within })).errors).toBeUndefined();
  });

  it.each(LIMITS)('createUpload: %s (%#)', async (field, within, beyond) => {
    const create = (value: unknown) =>
      graphql(outputs, owner, CREATE_UPLOAD, {
        input: {
          ...{ title: 'A test', kind: 'SHORT', filename: 'a.mp4', contentType: 'video/mp4', sizeBytes: 10 },
          [field]: value,
        },
      });
    const mine = async () => {
      const query = '{ myVideos(limit: 100) { items { id } } }';
      return (await ask<{ myVideos: { items: unknown[] } }>(outputs, owner, query)).myVideos.items;
    };
    const before = await mine();
    expect((await create(beyond)).errors).toMatchObject([
      { errorType: 'BadRequest', message: expect.stringMatching(`^${field}: `), data: null },
    ]);
    expect(await mine()).toEqual(before);
    expect((await create(within)).errors).toBeUndefined();
    expect(await mine()).toHaveLength(before.length + 1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['input', {}],
    ['title', { title: null }],
    ['visibility', { visibility: null }],
    ['access', { access: null, title: 'Other' }],
  ])('updateVideo without what must be there: %s', async (field, input) => {
    const before = await rowOf(id);
    expect((await update(input)).errors).toMatchObject([
      { errorType: 'BadRequest', message: expect.stringMatching(`^${field}: `) },
    ]);
    expect(await rowOf(id)).toEqual(before);
  });
});
