import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ask } from './support/graphql.ts';
import { idsOf, readPage, readPages, type List } from './support/pages.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, videoRow, type Rows } from './support/rows.ts';
import { createUpload } from './support/videos.ts';

/** What people see of the catalogue: feeds, their own lists, profiles, and who did what. */
const outputs = inject('outputs');
/** Nobody else's videos have it: the stack is shared. */
const GENRE = `Catalogue ${process.pid}`;
const PEOPLE = 'id owner { id displayName } viewer { liked rating positionSeconds canWatch }';
const LIKE = 'mutation($id: ID!) { likeVideo(videoId: $id) { id } }';
const WATCH =
  'mutation($id: ID!, $at: Float!) { recordProgress(videoId: $id, positionSeconds: $at) { positionSeconds } }';

let rows: Rows;
let owner: Person;
let viewer: Person;
/** The latest first. */
let shorts: readonly string[];
let longs: readonly string[];

beforeAll(async () => {
  [rows, owner, viewer] = await Promise.all([rowsOf(outputs), newPerson(outputs), newPerson(outputs)]);
  const some = (count: number, changes: object) =>
    Array.from({ length: count }, () => ({ ownerId: owner.sub, genres: [GENRE], ...changes }));
  shorts = (await rows.publish(...some(12, { kind: 'SHORT', language: 'en' }))).toReversed();
  longs = (
    await rows.publish(...some(3, { kind: 'LONG', language: 'pt-BR', access: 'PREMIUM' }))
  ).toReversed();
});
afterAll(() => rows?.close());

const feed = (filter = ''): List => ({ field: `videos(genre: "${GENRE}"${filter})`, identity: 'guest' });

describe('a feed', () => {
  it('has all that is public and ready, newest first, in full pages', async () => {
    const pages = await readPages(outputs, feed(), 4);
    expect(idsOf(pages)).toEqual([...longs, ...shorts]);
    expect(pages.map(({ items }) => items.length).slice(0, 3)).toEqual([4, 4, 4]);
  });

  it('is narrowed down by kind, genre and language together, whatever their case', async () => {
    const ids = async (filter: string) => idsOf(await readPages(outputs, feed(filter)));
    expect(await ids(', kind: SHORT')).toEqual(shorts);
    expect(await ids(', language: "PT-br"')).toEqual(longs);
    expect(await ids(', kind: SHORT, language: "pt-BR"')).toEqual([]);
    const shouted = { ...feed(), field: `videos(genre: " ${GENRE.toUpperCase()} ", kind: LONG)` };
    expect(idsOf(await readPages(outputs, shouted))).toEqual(longs);
  });

  it('stays full where its shelf names what is not to be shown any more', async () => {
    const hidden = videoRow({ visibility: 'PRIVATE', genres: [GENRE] });
    await rows.put('Videos', hidden);
    const later = Array.from({ length: 30 }, (_, index) => ({
      shelf: `FEED/k:LONG/g:${GENRE.toLowerCase()}`,
      position: `9999-${index + 10}`,
      videoId: index % 2 === 0 ? 'gone' : hidden['id'],
    }));
    await rows.put('Shelves', ...later);
    const { page } = await readPage(outputs, feed(', kind: LONG'), { limit: 2 });
    expect(page!.items.map(({ id }) => id)).toEqual(longs.slice(0, 2));
    const rest = await readPage(outputs, feed(', kind: LONG'), { limit: 2, nextToken: page!.nextToken });
    expect(rest.page!.items.map(({ id }) => id)).toEqual(longs.slice(2));
    await Promise.all(later.map(({ shelf, position }) => rows.remove('Shelves', { shelf, position })));
  });
});

describe('what a person likes and watches', () => {
  const liked = (): List => ({ field: 'likedVideos', identity: viewer });
  const watching = (): List => ({ field: 'continueWatching', identity: viewer });

  it('is listed at once, the latest first, and only for them', async () => {
    const chosen = shorts.slice(0, 5);
    for (const id of chosen) {
      await ask(outputs, viewer, LIKE, { id });
      expect(idsOf(await readPages(outputs, liked(), 2))[0]).toBe(id);
    }
    expect(idsOf(await readPages(outputs, liked(), 2))).toEqual(chosen.toReversed());
    expect(idsOf(await readPages(outputs, { ...liked(), identity: owner }))).toEqual([]);
    await ask(outputs, viewer, 'mutation($id: ID!) { unlikeVideo(videoId: $id) { id } }', { id: chosen[2] });
    expect(idsOf(await readPages(outputs, liked()))).not.toContain(chosen[2]);
  });

  it('goes on where they stopped, and is done at the end', async () => {
    const [first = '', second = ''] = shorts;
    await ask(outputs, viewer, WATCH, { id: first, at: 10 });
    await ask(outputs, viewer, WATCH, { id: second, at: 20 });
    await ask(outputs, viewer, WATCH, { id: first, at: 12.5 });
    const pages = await readPages<{ id: string; viewer: { positionSeconds: number } }>(outputs, {
      ...watching(),
      items: 'id viewer { positionSeconds }',
    });
    expect(pages.flatMap(({ items }) => items)).toEqual([
      { id: first, viewer: { positionSeconds: 12.5 } },
      { id: second, viewer: { positionSeconds: 20 } },
    ]);
    await ask(outputs, viewer, WATCH, { id: first, at: 60 });
    expect(idsOf(await readPages(outputs, watching()))).toEqual([second]);
  });

  it('leaves out what was deleted or hidden since, and still fills its pages', async () => {
    const fan = await newPerson(outputs);
    const [gone, hidden] = await rows.publish({}, { ownerId: owner.sub });
    for (const id of [shorts[3], shorts[2], gone, hidden]) await ask(outputs, fan, LIKE, { id });
    await rows.remove('Videos', { id: gone });
    await rows.put('Videos', videoRow({ id: hidden, ownerId: owner.sub, visibility: 'PRIVATE', version: 5 }));
    const { page } = await readPage(outputs, { field: 'likedVideos', identity: fan }, { limit: 2 });
    expect(page!.items.map(({ id }) => id)).toEqual([shorts[2], shorts[3]]);
  });
});

describe('people', () => {
  it('are known by a name, never by an address, and by what they published', async () => {
    await rows.put(
      'Videos',
      videoRow({ ownerId: owner.sub, visibility: 'UNLISTED' }),
      videoRow({ ownerId: owner.sub, visibility: 'PRIVATE' }),
      videoRow({ ownerId: owner.sub, status: 'PROCESSING', publishedAt: undefined }),
    );
    const list: List = { field: 'videos', inside: `profile(id: "${owner.sub}")`, identity: 'guest' };
    const published = [...longs, ...shorts];
    expect(idsOf(await readPages(outputs, list, 4))).toEqual(published);
    // Their owner sees no more there, and all of it in their own list.
    expect(idsOf(await readPages(outputs, { ...list, identity: owner }))).toEqual(published);
    expect(idsOf(await readPages(outputs, { field: 'myVideos', identity: owner }, 4)).length).toBeGreaterThan(
      published.length + 2,
    );
    const { profile, nobody } = await ask(
      outputs,
      'guest',
      `{ profile(id: "${owner.sub}") { id displayName createdAt } nobody: profile(id: "nobody") { id } }`,
    );
    expect(profile).toMatchObject({ id: owner.sub, createdAt: expect.any(String) });
    expect(JSON.stringify(profile)).not.toContain('@');
    expect(nobody).toBeNull();
  });

  it('have their videos below `me`, with whom these belong to', async () => {
    const query = `{ me { id profile { displayName videos(limit: 2) { items { ${PEOPLE} } } } } }`;
    const { me } = await ask<{ me: { profile: { displayName: string; videos: unknown } } }>(
      outputs,
      owner,
      query,
    );
    const { displayName } = me.profile;
    expect(me.profile.videos).toMatchObject({
      items: longs.slice(0, 2).map((id) => ({
        id,
        owner: { id: owner.sub, displayName },
        viewer: { liked: false, canWatch: true },
      })),
    });
  });

  it('are there under any name, in any fragment, of any field that has a video', async () => {
    const [id = ''] = shorts;
    await ask(outputs, viewer, LIKE, { id });
    const query = `query($id: ID!) {
      video(id: $id) { mine: viewer { liked } ...Whose }
      list: videos(genre: "${GENRE}", kind: SHORT, limit: 1) { page: items { ... on Video { by: owner { id } viewer { liked } } } }
    }
    fragment Whose on Video { owner { who: id ... on Profile { videos(limit: 1) { items { owner { id } } } } } }`;
    expect(await ask(outputs, viewer, query, { id })).toEqual({
      video: {
        mine: { liked: true },
        owner: { who: owner.sub, videos: { items: [{ owner: { id: owner.sub } }] } },
      },
      list: { page: [{ by: { id: owner.sub }, viewer: { liked: true } }] },
    });
  });

  it('are nobody as guests, and may watch what they may', async () => {
    const query = '{ video(id: "%") { viewer { canWatch } } }';
    const canWatch = async (identity: Person | 'guest', id = '') =>
      (await ask<{ video: { viewer: object | null } }>(outputs, identity, query.replace('%', id))).video
        .viewer;
    expect(await canWatch('guest', shorts[0])).toBeNull();
    expect(await canWatch(viewer, shorts[0])).toEqual({ canWatch: true });
    expect(await canWatch(viewer, longs[0])).toEqual({ canWatch: false });
    expect(await canWatch(owner, longs[0])).toEqual({ canWatch: true });
  });

  it('are on the video that an upload begins', async () => {
    const mutation = `mutation($input: CreateUploadInput!) { createUpload(input: $input) { videoId video { ${PEOPLE} } } }`;
    const input = { title: 'New', kind: 'SHORT', filename: 'a', contentType: 'video/mp4', sizeBytes: 5 };
    const { createUpload: upload } = await ask<{ createUpload: { videoId: string } }>(
      outputs,
      owner,
      mutation,
      {
        input,
      },
    );
    expect(upload).toMatchObject({
      video: { id: upload.videoId, owner: { id: owner.sub }, viewer: { liked: false, canWatch: true } },
    });
    const { videoId } = await createUpload(outputs, owner, 1_000);
    expect(
      (await readPage(outputs, { field: 'myVideos', identity: owner }, { limit: 1 })).page!.items,
    ).toEqual([{ id: videoId }]);
  });
});
