import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { awsClientOptions } from './support/aws.ts';
import { ask } from './support/graphql.ts';
import { idsOf, readPage, readPages, type List } from './support/pages.ts';
import { newPerson, type Person } from './support/people.ts';
import { ledgerRow } from './support/membership.ts';
import { rowsOf, videoRow, type Row, type Rows } from './support/rows.ts';

/** Lists that are asked for what they do not have, and lists of rows that somebody broke. */
const outputs = inject('outputs');
const GENRE = `Bad ${process.pid}`;
const LIKE = 'mutation($id: ID!) { likeVideo(videoId: $id) { id } }';
const PEOPLE = 'id title owner { id displayName createdAt } viewer { liked rating positionSeconds }';

let rows: Rows;
let owner: Person;
let other: Person;
let ids: readonly string[];

beforeAll(async () => {
  [rows, owner, other] = await Promise.all([rowsOf(outputs), newPerson(outputs), newPerson(outputs)]);
  ids = await rows.publish(
    ...Array.from({ length: 4 }, () => ({ ownerId: owner.sub, genres: [GENRE], language: 'en' })),
    { ownerId: other.sub, genres: [`${GENRE} other`] },
    { ownerId: other.sub, genres: [`${GENRE} other`] },
  );
  for (const person of [owner, other]) {
    await rows.put('Accounts', ledgerRow(person.sub, 1), ledgerRow(person.sub, 2));
    for (const id of ids.slice(0, 3)) {
      await ask(outputs, person, LIKE, { id });
      await ask(
        outputs,
        person,
        'mutation($id: ID!) { recordProgress(videoId: $id, positionSeconds: 1) { liked } }',
        { id },
      );
    }
  }
});
afterAll(() => rows?.close());

const feed = (filter: string): List => ({ field: `videos(${filter})`, identity: 'guest' });
const lists: Readonly<Record<string, () => List>> = {
  videos: () => feed(`genre: "${GENRE}"`),
  'videos of another genre': () => feed(`genre: "${GENRE} other"`),
  'videos of a language': () => feed(`genre: "${GENRE}", language: "en"`),
  myVideos: () => ({ field: 'myVideos', identity: owner }),
  'myVideos of a status': () => ({ field: 'myVideos(status: READY)', identity: owner }),
  'myVideos of somebody else': () => ({ field: 'myVideos', identity: other }),
  likedVideos: () => ({ field: 'likedVideos', identity: owner }),
  'likedVideos of somebody else': () => ({ field: 'likedVideos', identity: other }),
  continueWatching: () => ({ field: 'continueWatching', identity: owner }),
  'Profile.videos': () => ({ field: 'videos', inside: `profile(id: "${owner.sub}")`, identity: owner }),
  'Profile.videos of somebody else': () => ({
    field: 'videos',
    inside: `profile(id: "${other.sub}")`,
    identity: owner,
  }),
  myPayments: () => ({ field: 'myPayments', identity: owner }),
  'myPayments of somebody else': () => ({ field: 'myPayments', identity: other }),
};
const names = Object.keys(lists);

const refused = (field: string) => [
  { errorType: 'BadRequest', message: expect.stringMatching(field), data: null, errorInfo: null },
];
const ABOUT_TOKENS = /^nextToken: is not one of this list\.$|^Invalid pagination token given\.$/;

describe('a list', () => {
  it.each(names)('%s has no page of 0, of -1, or of a thousand million', async (name) => {
    for (const limit of [0, -1, 101, 1_000_000_000]) {
      const { page, errors } = await readPage(outputs, lists[name]!(), { limit });
      expect(page).toBeNull();
      expect(errors).toMatchObject(refused('^limit: must be from 1 to 100\\.$'));
    }
  });

  it.each(names)('%s takes no token but its own', async (name) => {
    const list = lists[name]!();
    const tokens = new Map<string, string>([
      ['none', ''],
      ['words', 'give me the next page'],
      ['a place', Buffer.from(JSON.stringify({ id: { S: ids[0] } })).toString('base64')],
    ]);
    for (const [from, one] of Object.entries(lists)) {
      const { page } = await readPage(outputs, one(), { limit: 1 });
      tokens.set(from, page!.nextToken!);
    }
    const own = tokens.get(name)!;
    tokens.delete(name);
    tokens.set('a changed one', `${own.slice(0, -8)}${own.at(-8) === 'A' ? 'B' : 'A'}${own.slice(-7)}`);
    tokens.set('half a one', own.slice(0, own.length / 2));
    for (const [from, nextToken] of tokens) {
      const { page, errors } = await readPage(outputs, list, { limit: 1, nextToken });
      expect(page, from).toBeNull();
      expect(errors, from).toMatchObject([
        { errorType: 'BadRequest', message: expect.stringMatching(ABOUT_TOKENS), data: null },
      ]);
      expect(errors, from).toHaveLength(1);
    }
    expect((await readPage(outputs, list, { limit: 1, nextToken: own })).errors).toBeUndefined();
  });

  it('of videos has no genre and no language that no video can have', async () => {
    for (const filter of ['', ' ', 'x'.repeat(41), '<b>', 'x'.repeat(100_000)]) {
      const { errors } = await readPage(outputs, feed(`genre: ${JSON.stringify(filter)}`));
      expect(errors).toMatchObject(refused('^genre: must have 1 to 40 letters'));
    }
    for (const filter of ['', 'english, please', 'en_US', 'x'.repeat(36)]) {
      const { errors } = await readPage(outputs, feed(`language: ${JSON.stringify(filter)}`));
      expect(errors).toMatchObject(refused('^language: must be a BCP 47 tag'));
    }
    expect((await readPage(outputs, feed('genre: "Nobody made this", language: "tlh"'))).page!.items).toEqual(
      [],
    );
    expect(
      (await readPage(outputs, feed('kind: null, genre: null, language: null'))).page!.items,
    ).not.toEqual([]);
  });

  it('of a person is for those who are signed in', async () => {
    for (const field of ['myVideos', 'likedVideos', 'continueWatching', 'myPayments']) {
      const { errors } = await readPage(outputs, { field, identity: 'guest' });
      expect(errors).toMatchObject([{ errorType: 'Unauthorized' }]);
    }
  });
});

describe('a row that somebody broke', () => {
  const broken: readonly Row[] = [
    { title: 7 },
    { version: 'three' },
    { genres: { length: 2 } },
    { ownerId: 'x'.repeat(150) },
    { createdAt: '2026-02-30T00:00:00.000Z' },
    { renditions: [{ name: '360p' }] },
    { access: 'CHEAP' },
  ];
  const feedOf = (name: string) => `FEED/g:${`${GENRE} ${name}`.toLowerCase()}`;

  it('of Videos is left out of every list, and the log says which and why', async () => {
    const good = videoRow({ ownerId: owner.sub, genres: [`${GENRE} broken`] });
    const bad = broken.map((changes) => ({
      ...videoRow({ ownerId: owner.sub, genres: [`${GENRE} broken`] }),
      ...changes,
    }));
    await rows.put('Videos', good, ...bad);
    await rows.put(
      'Shelves',
      ...[good, ...bad].map(({ id }, index) => ({
        shelf: feedOf('broken'),
        position: `9-${index}`,
        videoId: id,
      })),
    );
    const shown = async (list: List) => idsOf(await readPages(outputs, list));
    expect(await shown(feed(`genre: "${GENRE} broken"`))).toEqual([good['id']]);
    const listed = await shown({ field: 'myVideos', identity: owner });
    expect(listed).toContain(good['id']);
    for (const { id } of bad) {
      expect(listed).not.toContain(id);
      expect(await ask(outputs, owner, `{ video(id: "${String(id)}") { id } }`)).toEqual({ video: null });
    }
    await vi.waitFor(async () => {
      const lines = await logged(`The video ${String(bad[0]!['id'])} is malformed`);
      expect(lines[0]).toMatch(/malformed: title/);
    });
  });

  it('of Shelves is left out, and the page is filled', async () => {
    const shelf = feedOf('shelves');
    const video = videoRow({ genres: [`${GENRE} shelves`] });
    await rows.put('Videos', video);
    const junk: Row[] = [
      {},
      { videoId: 7 },
      { videoId: '' },
      { videoId: 'x'.repeat(3_000) },
      { videoId: { id: 'a' } },
    ];
    await rows.put(
      'Shelves',
      ...[...junk, { videoId: video['id'] }, { videoId: video['id'] }].map((row, index) => ({
        shelf,
        position: `9-${9 - index}`,
        ...row,
      })),
    );
    expect(idsOf(await readPages(outputs, feed(`genre: "${GENRE} shelves"`)))).toEqual([video['id']]);
    const { page } = await readPage(outputs, feed(`genre: "${GENRE} shelves"`), { limit: 1 });
    expect(page!.items).toEqual([{ id: video['id'] }]);
  });

  it('of Engagements or Accounts counts for nothing', async () => {
    const fan = await newPerson(outputs);
    const engagement = (videoId: unknown, more: Row): Row => ({
      userId: fan.sub,
      videoId,
      likedAt: '2026-01-31T09:30:00.000Z',
      ...more,
    });
    await rows.put(
      'Engagements',
      engagement(ids[0], { stars: 'five' }),
      engagement(ids[1], { positionSeconds: 'here' }),
      engagement('x'.repeat(1_000), {}),
      engagement(ids[2], { stars: 4, likedAt: '2026-01-30T09:30:00.000Z' }),
    );
    await rows.put('Accounts', {
      userId: owner.sub,
      record: 'PROFILE',
      displayName: ['Ada'],
      createdAt: 'now',
    });
    const pages = await readPages<{ id: string; viewer: object }>(outputs, {
      field: 'likedVideos',
      identity: fan,
      items: PEOPLE,
    });
    const items = new Map(pages.flatMap((page) => page.items.map((item) => [item.id, item])));
    expect(items.size).toBe(3);
    expect(items.get(ids[0]!)!.viewer).toEqual({ liked: false, rating: null, positionSeconds: null });
    expect(items.get(ids[2]!)).toMatchObject({
      viewer: { liked: true, rating: 4 },
      owner: { id: owner.sub, displayName: expect.stringMatching(/^\w+ \w+ /), createdAt: null },
    });
    const { profile, me } = await ask<{ profile: object; me: { profile: object } }>(
      outputs,
      owner,
      `{ profile(id: "${owner.sub}") { displayName } me { profile { displayName } } }`,
    );
    expect(me.profile).toEqual(profile);
  });
});

/** Lines of the API's log. */
async function logged(text: string): Promise<string[]> {
  const options = awsClientOptions(outputs);
  const { StackResources = [] } = await new CloudFormationClient(options).send(
    new DescribeStackResourcesCommand({ StackName: 'Playhead' }),
  );
  const logGroupName = StackResources.find(({ LogicalResourceId }) =>
    /^ApiLogs/.test(LogicalResourceId!),
  )!.PhysicalResourceId!;
  const logs = new CloudWatchLogsClient(options);
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: `"${text}"` }),
  );
  return events.map(({ message }) => message!);
}
