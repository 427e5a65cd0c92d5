import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { captionsOf } from './support/captions.ts';
import { fixture } from './support/fixtures.ts';
import { ask, graphql, type Identity } from './support/graphql.ts';
import { fetchOk, fetchPlaylist } from './support/hls.ts';
import { becomes, ended } from './support/membership.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, type Row, type Rows } from './support/rows.ts';
import { settled, uploadFile, type Playback } from './support/videos.ts';

/** Who may watch a premium video, and with what. Memberships are an operator's rows here: how they are paid for is another matter. */
const outputs = inject('outputs');
const GENRE = `Premium ${process.pid}`;
const GRANT = `query($id: ID!) {
  video(id: $id) { storyboardUrl playback { hlsUrl mp4Url expiresAt cookies { name value domain path } } }
}`;

let rows: Rows;
let owner: Person;
let member: Person;
let stranger: Person;
let id: string;

beforeAll(async () => {
  [rows, owner, member, stranger] = await Promise.all([
    rowsOf(outputs),
    newPerson(outputs),
    newPerson(outputs),
    newPerson(outputs),
  ]);
  const more = { access: 'PREMIUM', visibility: 'PUBLIC', genres: [GENRE] };
  id = await uploadFile(outputs, owner, await fixture('short'), more);
  await settled(outputs, owner, id);
  const captions = captionsOf(outputs, owner, id);
  await captions.send(await captions.ticket('en'), 'WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n');
  await captions.settled('en');
  await becomes(rows, member.sub);
});
afterAll(() => rows?.close());

type Granted = Playback & { readonly storyboardUrl: string };

async function grantOf(identity: Identity): Promise<Granted> {
  const { video } = await ask<{ video: { storyboardUrl: string; playback: Playback } }>(
    outputs,
    identity,
    GRANT,
    { id },
  );
  return { ...video.playback, storyboardUrl: video.storyboardUrl };
}

const plain = (url: string) => url.split('?')[0]!;
const cookieOf = ({ cookies }: Playback) => cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

/** The master, a media playlist, that of the captions, and the storyboard: all that is put together for each viewer. */
async function playlistsOf({ hlsUrl, storyboardUrl }: Granted): Promise<readonly string[]> {
  const { text } = await fetchPlaylist(hlsUrl);
  const uris = [...text.matchAll(/URI="([^"]+)"/g), ...text.matchAll(/^([^#\n].*)$/gm)].map(
    ([, uri]) => uri!,
  );
  const captions = uris.find((uri) => uri.includes('/captions/'))!;
  const media = uris.find((uri) => /^index_[^/]*\.m3u8/.test(uri))!;
  return [hlsUrl, new URL(media, hlsUrl).href, new URL(captions, hlsUrl).href, storyboardUrl];
}

async function answer(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  return { status: response.status, text: await response.text(), cookie: response.headers.get('set-cookie') };
}
const REFUSED = {
  status: 403,
  text: expect.stringMatching(/^<\?xml.*<Code>AccessDenied<\/Code><Message>Access denied/),
};

/** The statuses of all playlists, with the grant in the address and with cookies. */
async function statuses(playlists: readonly string[], granted: Granted): Promise<readonly number[]> {
  const cookie = cookieOf(granted);
  const asked = [
    ...playlists.map((url) => answer(url)),
    ...playlists.map((url) => answer(plain(url), { cookie })),
  ];
  return (await Promise.all(asked)).map(({ status }) => status);
}
const all = (status: number) => Array.from({ length: 8 }, () => status);

/** What the API says to somebody of whether they may watch. */
async function told(identity: Identity): Promise<unknown> {
  const query = `{ videos(genre: "${GENRE}") { items { viewer { canWatch } } } video(id: "${id}") { viewer { canWatch } } }`;
  type Viewed = { viewer: { canWatch: boolean } | null };
  const { videos, video } = await ask<{ videos: { items: Viewed[] }; video: Viewed }>(
    outputs,
    identity,
    query,
  );
  return [...videos.items, video].map(({ viewer }) => viewer?.canWatch ?? null);
}

async function expectNothing(identity: Identity): Promise<void> {
  const { data, errors } = await graphql(outputs, identity, GRANT, { id });
  expect(data).toEqual({ video: { storyboardUrl: null, playback: null } });
  expect(errors).toMatchObject([
    { errorType: 'MembershipRequired', path: ['video', 'playback'], data: null },
  ]);
  expect(JSON.stringify({ data, errors })).not.toMatch(/http|Policy|Signature|Grant-Viewer|videos\//);
}

const PROGRESS = 'mutation($id: ID!) { recordProgress(videoId: $id, positionSeconds: 1) { canWatch } }';
const progress = async (identity: Identity) =>
  (await graphql(outputs, identity, PROGRESS, { id })).errors?.map(({ errorType }) => errorType) ?? 'noted';

describe('a premium video', () => {
  it('is shown to everybody, and given to no guest and no stranger', async () => {
    await vi.waitFor(async () => expect(await told('guest')).toEqual([null, null]));
    expect(await told(stranger)).toEqual([false, false]);
    for (const identity of ['guest', stranger] as const) await expectNothing(identity);
    expect(await progress(stranger)).toEqual(['MembershipRequired']);
  });

  it('is played by its owner and by a member, with the address and with cookies', async () => {
    for (const person of [owner, member]) {
      expect(await told(person)).toEqual([true, true]);
      const granted = await grantOf(person);
      expect(granted.cookies.map(({ name }) => name)).toContain('Grant-Viewer');
      const playlists = await playlistsOf(granted);
      expect(await statuses(playlists, granted)).toEqual(all(200));
      expect(await progress(person)).toBe('noted');
    }
  });

  it('has whom it was granted to in the addresses of playlists, and segments that all viewers share', async () => {
    const [, media = ''] = await playlistsOf(await grantOf(member));
    expect(new URL(media).searchParams.has('grant-viewer')).toBe(true);
    const segmentOf = async (playlist: string) => {
      const { segments, text } = await fetchPlaylist(playlist);
      expect(text).not.toContain('grant-viewer');
      return new URL(segments[0]!.uri, playlist).href;
    };
    await (await fetchOk(await segmentOf(media))).arrayBuffer();
    const [, theirs = ''] = await playlistsOf(await grantOf(owner));
    const again = await fetchOk(await segmentOf(theirs));
    await again.arrayBuffer();
    expect(again.headers.get('x-cache')).toBe('Hit from cloudfront');
  });

  it('opens to nobody who leaves out whom a grant is for, or has it of somebody else who may not', async () => {
    const granted = await grantOf(member);
    const playlists = await playlistsOf(granted);
    const without = (url: string) => url.replace(/grant-viewer=[^&]*&/, '');
    const lapsed = await newPerson(outputs);
    await becomes(rows, lapsed.sub);
    const token = new URL((await grantOf(lapsed)).hlsUrl).searchParams.get('grant-viewer')!;
    await becomes(rows, lapsed.sub, ended.lapsed());
    const edge = cookieOf({ ...granted, cookies: granted.cookies.slice(0, 3) });
    for (const url of playlists) {
      expect(await answer(without(url))).toMatchObject(REFUSED);
      expect(await answer(url.replace(/(grant-viewer=)[^&]*/, `$1${token}`))).toMatchObject(REFUSED);
      expect(await answer(plain(url), { cookie: edge })).toMatchObject(REFUSED);
      expect(await answer(plain(url), { cookie: `${edge}; Grant-Viewer=${token}` })).toMatchObject(REFUSED);
    }
  });

  it('is granted no longer than the membership lasts', async () => {
    const person = await newPerson(outputs);
    const endsAt = new Date(Date.now() + 60_000).toISOString();
    await becomes(rows, person.sub, { endsAt });
    const end = `${endsAt.slice(0, 19)}.000Z`;
    const { expiresAt, hlsUrl } = await grantOf(person);
    expect(expiresAt).toBe(end);
    const policy = new URL(hlsUrl).searchParams.get('Policy')!.replaceAll('-', '+').replaceAll('_', '=');
    expect(Buffer.from(policy.replaceAll('~', '/'), 'base64').toString()).toContain(
      `"AWS:EpochTime":${Date.parse(end) / 1_000}}`,
    );
  });

  it.each(Object.entries(ended))(
    'ends for a member who is %s: at once, but for what the edge alone guards',
    async (_, state) => {
      const person = await newPerson(outputs);
      await becomes(rows, person.sub);
      const granted = await grantOf(person);
      const playlists = await playlistsOf(granted);
      const { segments } = await fetchPlaylist(playlists[1]!);
      const segment = new URL(segments[0]!.uri, playlists[1]).href;
      const changes: Row = state();
      await becomes(rows, person.sub, changes);

      expect(await statuses(playlists, granted)).toEqual(all(403));
      for (const url of playlists) {
        const refused = await answer(url);
        expect(refused).toMatchObject({ ...REFUSED, cookie: null });
        expect(refused.text).not.toMatch(/http|Policy|videos\//);
      }
      expect((await answer(segment)).status).toBe(200);
      await expectNothing(person);
      expect(await told(person)).toEqual([false, false]);
      expect(await progress(person)).toEqual(['MembershipRequired']);

      await becomes(rows, person.sub);
      expect(await statuses(playlists, granted)).toEqual(all(200));
    },
  );
});

it('a video that becomes premium is refused to those who had it for nothing, until it is free again', async () => {
  const become = (access: string) =>
    ask(outputs, owner, 'mutation($input: UpdateVideoInput!) { updateVideo(input: $input) { id } }', {
      input: { id, access },
    });
  await become('FREE');
  const granted = await grantOf('guest');
  expect(granted.cookies).toHaveLength(3);
  const playlists = await playlistsOf(granted);
  expect(await statuses(playlists, granted)).toEqual(all(200));
  await become('PREMIUM');
  expect(await statuses(playlists, granted)).toEqual(all(403));
  await become('FREE');
  expect(await statuses(playlists, granted)).toEqual(all(200));
});
