import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budget } from './support/budget.ts';
import { callsDuring, count } from './support/calls.ts';
import { strangersLike, withoutCounting } from './support/counting.ts';
import { counted, ON_REACTIONS, type Counts } from './support/counts.ts';
import { fixture } from './support/fixtures.ts';
import { ask, graphql } from './support/graphql.ts';
import { fetchPlaylist } from './support/hls.ts';
import { signed } from './support/iam.ts';
import { becomes } from './support/membership.ts';
import { newPerson, type Person } from './support/people.ts';
import { rowsOf, videoRow, type Row, type Rows } from './support/rows.ts';
import { newPlace, removePlace, startStack, type Outputs, type RunningStack } from './support/stack.ts';
import { subscribe } from './support/subscribe.ts';
import { createUpload, playback, settled, uploadFile, VIDEO } from './support/videos.ts';

/**
 * The budgets of calls, which cost money on AWS. They do not depend on how busy the machine is; on a stack of
 * their own they do not depend on what other tests left running either.
 */
const place = await newPlace();
const { cost, note, print } = budget(() => outputs);
let stack: RunningStack;
let outputs: Outputs;
let owner: Person;
let videoId: string;

beforeAll(async () => {
  stack = await startStack(place);
  ({ outputs } = stack);
  owner = await newPerson(outputs);
  videoId = await uploadFile(outputs, owner, await fixture('short'));
  await settled(outputs, owner, videoId);
  await uploadFile(outputs, owner, await fixture('short')).then((id) => settled(outputs, owner, id));
  // The first grant fetches the key, which then serves every one for minutes.
  await playback(outputs, owner, videoId);
});
afterAll(async () => {
  print();
  await stack.stop();
  await removePlace(place);
});

describe('what a query costs', () => {
  it('video(id) is one GetItem, for whoever asks', async () => {
    for (const [who, identity] of [
      ['owner', owner],
      ['guest', 'guest'],
    ] as const)
      expect(await cost(`video(id), ${who}`, () => ask(outputs, identity, VIDEO, { id: videoId }))).toEqual({
        'ApiVideosDataSource dynamodb:GetItem': 1,
      });
  });

  it('myVideos is one Query, with a status too', async () => {
    for (const argument of ['', '(status: READY)', '(limit: 1)'])
      expect(
        await cost(`myVideos${argument}`, () =>
          ask(outputs, owner, `{ myVideos${argument} { items { id } } }`),
        ),
      ).toEqual({ 'ApiVideosDataSource dynamodb:Query': 1 });
  });

  it('me is one read, with the membership too, and myPayments one Query', async () => {
    for (const field of ['me { id profile { displayName } }', 'me { profile { id } membership { status } }'])
      expect(await cost(field, () => ask(outputs, owner, `{ ${field} }`))).toEqual({
        'ApiAccountsDataSource dynamodb:BatchGetItem': 1,
      });
    expect(await cost('myPayments', () => ask(outputs, owner, '{ myPayments { items { id } } }'))).toEqual({
      'ApiAccountsDataSource dynamodb:Query': 1,
    });
    expect(await cost('plans', () => ask(outputs, 'guest', '{ plans { id } }'))).toEqual({});
  });

  it('the playback of a whole page is one invocation, as are its storyboards, and its posters are none', async () => {
    const query = (fields: string) => `{ myVideos(status: READY) { items { ${fields} } } }`;
    const costOf = (fields: string) =>
      cost(`${fields} of a page of 2`, () => ask(outputs, owner, query(fields)));
    const page = { 'ApiVideosDataSource dynamodb:Query': 1 };
    const invoked = { ...page, 'ApiPlaybackDataSource lambda:InvokeFunction': 1 };
    expect(await costOf('playback { hlsUrl mp4Url files { url } }')).toEqual(invoked);
    expect(await costOf('storyboardUrl')).toEqual(invoked);
    expect(await costOf('posterUrl')).toEqual(page);
  });
});

/** Pages of a hundred videos by a hundred people, too: never a call an item. */
describe('what a page costs', () => {
  const GENRE = 'Budgets';
  const [VIEWER, OWNER] = [' viewer { liked rating positionSeconds }', ' owner { displayName }'];
  const SHELVES = 'ApiShelvesDataSource dynamodb:Query';
  const ENGAGEMENTS = 'ApiEngagementsDataSource dynamodb:Query';
  const VIDEOS = 'ApiVideosDataSource dynamodb:BatchGetItem';
  const OWN = 'ApiVideosDataSource dynamodb:Query';
  const PEOPLE = 'ApiPeopleDataSource dynamodb:BatchGetItem';
  let viewer: Person;
  let ids: readonly string[];

  beforeAll(async () => {
    viewer = await newPerson(outputs);
    const rows = await rowsOf(outputs);
    const some = (count: number, row: (index: number) => Row) =>
      Array.from({ length: count }, (_, index) => row(index));
    ids = await rows.publish(...some(101, (index) => ({ ownerId: `owner-${index}`, genres: [GENRE] })));
    await rows.publish(...some(101, () => ({ ownerId: viewer.sub })));
    const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index).toISOString();
    const engagements = ids.map((videoId, index) => ({
      ...{ userId: viewer.sub, videoId, likedAt: at(index), watchedAt: at(index), positionSeconds: 1 },
    }));
    await rows.put('Engagements', ...engagements);
    rows.close();
  });

  const page = (field: string, args: string, limit: number, fields: string) =>
    `{ ${field}(${[args, `limit: ${limit}`].filter(Boolean).join(', ')}) { items { id ${fields} } nextToken } }`;
  /** The cost of a query that must answer with so many ids. */
  const costOf = async (operation: string, query: string, ids: number) => {
    let answer = '';
    const calls = await cost(operation, async () => {
      answer = JSON.stringify(await ask(outputs, viewer, query));
    });
    expect(answer.split('"id"').length - 1).toBe(ids);
    return calls;
  };
  const PAGES = [
    ['videos', `genre: "${GENRE}"`, SHELVES],
    ['likedVideos', '', ENGAGEMENTS],
    ['continueWatching', '', ENGAGEMENTS],
  ] as const;
  const cases = PAGES.flatMap((one) => [20, 100].map((limit) => [...one, limit] as const));

  it.each(cases)(
    '%s(%s) is one Query (%s) and one BatchGetItem, and one more for the people of %d videos',
    async (field, args, list, limit) => {
      const costs = (what: string, fields: string) =>
        costOf(`${field}, ${limit}${what}`, page(field, args, limit, fields), limit);
      const alone = { [list]: 1, [VIDEOS]: 1 };
      expect(await costs('', '')).toEqual(alone);
      expect(await costs(' with viewer', VIEWER)).toEqual({ ...alone, [PEOPLE]: 1 });
      expect(await costs(' with owner', OWNER)).toEqual({ ...alone, [PEOPLE]: 1 });
      // A hundred viewers' keys and a hundred owners' are two calls: DynamoDB takes no more than a hundred in one.
      expect(await costs(' with both', VIEWER + OWNER)).toEqual({ ...alone, [PEOPLE]: limit > 50 ? 2 : 1 });
    },
  );

  it('myVideos is one Query, and one BatchGetItem for its viewer and its one owner', async () => {
    const costs = (what: string, limit: number, fields: string) =>
      costOf(`myVideos, ${limit}${what}`, page('myVideos', '', limit, fields), limit);
    expect(await costs('', 100, '')).toEqual({ [OWN]: 1 });
    expect(await costs(' with both', 20, VIEWER + OWNER)).toEqual({ [OWN]: 1, [PEOPLE]: 1 });
  });

  it('Profile.videos is one Query, and knows its owner', async () => {
    const costs = (what: string, fields: string) =>
      costOf(
        `profile and its videos, 100${what}`,
        `{ profile(id: "${viewer.sub}") ${page('videos', '', 100, fields)} }`,
        100,
      );
    const profile = { 'ApiAccountsDataSource dynamodb:GetItem': 1 };
    expect(await costs(' with owner', OWNER)).toEqual({ ...profile, [OWN]: 1 });
    expect(await costs(' with both', VIEWER + OWNER)).toEqual({ ...profile, [OWN]: 1, [PEOPLE]: 1 });
  });

  it('video(id) is one GetItem, and one BatchGetItem for viewer and owner', async () => {
    const [id = ''] = ids;
    const one = { 'ApiVideosDataSource dynamodb:GetItem': 1, [PEOPLE]: 1 };
    const costs = (what: string, fields: string) =>
      costOf(`video(id) with ${what}`, `{ video(id: "${id}") { id ${fields} } }`, 1);
    expect(await costs('viewer', VIEWER)).toEqual(one);
    expect(await costs('both', VIEWER + OWNER)).toEqual(one);
  });

  it('a membership comes along with the people where it decides, and is one read where only it is asked for', async () => {
    const genre = `${GENRE} premium`;
    const rows = await rowsOf(outputs);
    const premium = { ownerId: 'somebody', genres: [genre], access: 'PREMIUM' };
    const [id = ''] = await rows.publish(...Array.from({ length: 2 }, () => premium));
    await becomes(rows, viewer.sub);
    rows.close();
    const CAN = ' viewer { canWatch }';
    const one = 'ApiVideosDataSource dynamodb:GetItem';
    expect(await costOf('video(id), premium', `{ video(id: "${id}") { id ${CAN} } }`, 1)).toEqual({
      ...{ [one]: 1, [PEOPLE]: 1 },
    });
    const feed = (fields: string) => page('videos', `genre: "${genre}"`, 20, fields);
    const list = { [SHELVES]: 1, [VIDEOS]: 1 };
    expect(await costOf('videos, premium', feed(CAN), 2)).toEqual({ ...list, [PEOPLE]: 1 });
    expect(await costOf('playback of premium videos', feed('playback { hlsUrl }'), 2)).toEqual({
      ...list,
      ...{ 'ApiPlaybackDataSource lambda:InvokeFunction': 1, 'DeliveryPlayback dynamodb:GetItem': 1 },
    });
    const progress = `mutation { recordProgress(videoId: "${id}", positionSeconds: 1) { canWatch } }`;
    expect(await cost('recordProgress, premium, the first', () => ask(outputs, viewer, progress))).toEqual({
      ...{ [one]: 1, 'ApiAccountsDataSource dynamodb:GetItem': 1 },
      ...{
        'ApiEngagementsDataSource dynamodb:UpdateItem': 2,
        'ApiEngagementsDataSource dynamodb:GetItem': 1,
      },
    });
    expect(await cost('recordProgress, premium', () => ask(outputs, viewer, progress))).toEqual({
      'ApiEngagementsDataSource dynamodb:UpdateItem': 1,
    });
  });

  it('profile is one GetItem', async () => {
    expect(await costOf('profile', `{ profile(id: "${viewer.sub}") { id displayName } }`, 1)).toEqual({
      'ApiAccountsDataSource dynamodb:GetItem': 1,
    });
  });
});

describe('what a playlist costs', () => {
  it('is a read of the video and of what it is made of, and of the membership for a premium one', async () => {
    const member = await newPerson(outputs);
    const rows = await rowsOf(outputs);
    await becomes(rows, member.sub);
    const reads = async (name: string, url: string) => {
      const calls = await callsDuring(outputs, () => fetchPlaylist(url));
      const of = (action: RegExp) => count(calls, action);
      const [read, fetched] = [of(/^DeliveryPlaylist dynamodb:/), of(/^DeliveryPlaylist s3:GetObject$/)];
      note(name, `${read} × GetItem, ${fetched} × GetObject`);
      return [read, fetched];
    };
    const become = (access: string, visibility: string) =>
      rows.set('Videos', { id: videoId }, { access, visibility });
    for (const [access, who, rowsRead] of [
      ['FREE', owner, 1],
      ['PREMIUM', owner, 1],
      ['PREMIUM', member, 2],
    ] as const) {
      await become(access, 'PUBLIC');
      const { hlsUrl } = await playback(outputs, who, videoId);
      const { playlists = [] } = await fetchPlaylist(hlsUrl);
      const name = access === 'FREE' ? 'free' : who === owner ? 'the owner’s' : 'premium';
      expect(await reads(`master, ${name}`, hlsUrl)).toEqual([rowsRead, 2]);
      const media = new URL(playlists[0]!.uri, hlsUrl).href;
      expect(await reads(`media playlist, ${name}`, media)).toEqual([rowsRead, 1]);
    }
    await become('FREE', 'PRIVATE');
    rows.close();
  });
});

describe('what editing costs', () => {
  it('updateVideo is one UpdateItem, and deleteVideo one DeleteItem', async () => {
    const { videoId: id } = await createUpload(outputs, owner, 1000);
    const update = 'mutation($id: ID!) { updateVideo(input: { id: $id, title: "New" }) { id title } }';
    expect(await cost('updateVideo', () => ask(outputs, owner, update, { id }))).toEqual({
      'ApiUpdateVideoDataSource lambda:InvokeFunction': 1,
      'EditingUpdateVideo dynamodb:UpdateItem': 1,
    });
    const remove = 'mutation($id: ID!) { deleteVideo(id: $id) { id } }';
    const calls = await cost('deleteVideo', () => ask(outputs, owner, remove, { id }));
    // What follows from it has begun already.
    expect(Object.entries(calls).filter(([call]) => call.startsWith('Api'))).toEqual([
      ['ApiDeleteVideoDataSource dynamodb:DeleteItem', 1],
    ]);
  });
});

describe('what engagement costs', () => {
  const LOOK = 'ApiVideosDataSource dynamodb:GetItem';
  const WRITE = 'ApiEngagementsDataSource dynamodb:UpdateItem';
  const id = 'a-video-for-engagement';
  let viewer: Person;
  let rows: Rows;
  beforeAll(async () => {
    viewer = await newPerson(outputs);
    rows = await rowsOf(outputs);
    await rows.put('Videos', videoRow({ id, durationSeconds: 10 }));
  });
  afterAll(() => rows?.close());
  const engage = (field: string) => () => ask(outputs, viewer, `mutation { ${field} }`);
  /** What a client needs to draw the buttons again. */
  const ANSWER = '{ id likeCount viewer { liked rating } }';

  it('a like, its repetition, its end, and stars are one read of the video and one write', async () => {
    for (const field of ['likeVideo', 'likeVideo', 'unlikeVideo', 'rateVideo', 'rateVideo', 'unrateVideo']) {
      const stars = field === 'rateVideo' ? ', stars: 4' : '';
      const call = engage(`${field}(videoId: "${id}"${stars}) ${ANSWER}`);
      expect(await cost(field, call)).toEqual({ [LOOK]: 1, [WRITE]: 1 });
    }
  });

  it('an engagement that is refused writes nothing', async () => {
    const call = () => graphql(outputs, viewer, `mutation { likeVideo(videoId: "none") ${ANSWER} }`);
    expect(await cost('likeVideo of what is not there', call)).toEqual({ [LOOK]: 1 });
  });

  it('progress is one write, whatever is selected, but for a look at the video every five minutes', async () => {
    const state = '{ liked rating positionSeconds canWatch }';
    const note = (position: number) =>
      engage(`recordProgress(videoId: "${id}", positionSeconds: ${position}) ${state}`);
    // AppSync reads the row of a write whose condition failed.
    const first = { [LOOK]: 1, [WRITE]: 2, 'ApiEngagementsDataSource dynamodb:GetItem': 1 };
    expect(await cost('recordProgress, the first', note(0))).toEqual(first);
    for (const position of [1, 5, 2])
      expect(await cost('recordProgress', note(position))).toEqual({ [WRITE]: 1 });
    expect(await cost('recordProgress, near the end', note(10))).toEqual(first);
    await rows.set('Engagements', { userId: viewer.sub, videoId: id }, { leaseUntil: 1 });
    expect(await cost('recordProgress, after five minutes', note(3))).toEqual(first);
    expect(await cost('recordProgress', note(4))).toEqual({ [WRITE]: 1 });
  });

  it('live counts are one GetItem to listen to, and nothing to tell', async () => {
    const listen = 'subscription($videoId: ID!) { onReactions(videoId: $videoId) { likeCount } }';
    const watch = async () => (await subscribe(outputs, 'guest', listen, { videoId: id })).close();
    expect(await cost('onReactions', watch)).toEqual({ [LOOK]: 1 });
    const input = { videoId: id, likeCount: 1, ratingCount: 0 };
    const tell = 'mutation($input: ReactionInput!) { publishReactions(input: $input) { likeCount } }';
    expect(await cost('publishReactions', () => signed(outputs, tell, { input }))).toEqual({});
  });

  it('a name is one write', async () => {
    const call = engage('updateProfile(input: { displayName: "Ada" }) { displayName }');
    expect(await cost('updateProfile', call)).toEqual({ 'ApiAccountsDataSource dynamodb:UpdateItem': 1 });
  });
});

describe('what counting costs', () => {
  const SHARDS = 4;

  it.each([10, 1_000])('%d likes of one video are a write and a publication a shard', async (likes) => {
    const rows = await rowsOf(outputs);
    // A video of its own: what other tests did may still be counted meanwhile.
    const id = `liked by ${likes}`;
    await rows.put('Videos', videoRow({ id }));
    const live = await subscribe<Counts>(outputs, owner, ON_REACTIONS, { id });
    let writes = 0;
    const calls = await callsDuring(outputs, async () => {
      await withoutCounting(outputs, () => strangersLike(outputs, id, likes));
      writes = (await counted(outputs, owner, id, { likeCount: likes })).reactionVersion;
      await live.next(() => live.events.length >= writes);
    });
    live.close();
    rows.close();
    const publishes = live.events.length;
    note(`${likes} likes, counted`, `${writes} × UpdateItem, ${publishes} × publish`);
    expect(writes).toBeGreaterThan(0);
    expect(writes).toBeLessThanOrEqual(SHARDS);
    expect(publishes).toBe(writes);
    // No other call to a table.
    expect(count(calls, /^EngagementCountEngagement dynamodb:(?!UpdateItem)\w*(Item|Query|Scan)/)).toBe(0);
  });
});
