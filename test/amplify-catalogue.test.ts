import { Amplify } from 'aws-amplify';
import { generateClient, type GraphQLResult } from 'aws-amplify/api';
import { signIn, signOut } from 'aws-amplify/auth';
import { Hub, parseAmplifyConfig } from 'aws-amplify/utils';
import { afterAll, beforeAll, describe, expect, expectTypeOf, inject, it, vi } from 'vitest';
import {
  CONTINUE_WATCHING,
  LIKE_VIDEO,
  LIKED_VIDEOS,
  ME,
  ON_REACTIONS,
  PROFILE,
  RATE_VIDEO,
  RECORD_PROGRESS,
  UNLIKE_VIDEO,
  UNRATE_VIDEO,
  UPDATE_PROFILE,
  VIDEO,
  VIDEOS,
  type OnReactionsSubscription,
  type VideoCardFragment,
} from '../client/index.ts';
import { fixture } from './support/fixtures.ts';
import { newPerson, type Person } from './support/people.ts';
import { settled, uploadFile } from './support/videos.ts';

/** The unmodified library and the generated documents: no type is named that the documents do not bring. */
const outputs = inject('outputs');
const guest = generateClient({ authMode: 'apiKey' });
const person = generateClient({ authMode: 'userPool' });
/** Nothing else in the stack has this genre. */
const genre = `Amplify ${process.pid} ${Date.now() % 1_000_000}`;

let owner: Person;
let viewer: Person;
/** Oldest first: two long ones and a short one. */
let ids: string[];

beforeAll(async () => {
  owner = await newPerson(outputs);
  const published = { genres: [genre], language: 'en', visibility: 'PUBLIC' };
  ids = [];
  for (const kind of ['LONG', 'LONG', 'SHORT']) {
    const id = await uploadFile(outputs, owner, await fixture('short'), {
      kind,
      title: `A ${kind}`,
      ...published,
    });
    expect(await settled(outputs, owner, id)).toMatchObject({ status: 'READY' });
    ids.push(id);
  }
  viewer = await newPerson(outputs);
  const config = parseAmplifyConfig(outputs as unknown as Parameters<typeof parseAmplifyConfig>[0]);
  config.Auth!.Cognito.userPoolEndpoint = outputs.custom.playhead.awsEndpoint;
  Amplify.configure(config);
  const { isSignedIn } = await signIn({ username: viewer.username, password: viewer.password });
  expect(isSignedIn).toBe(true);
});
afterAll(() => signOut());

/** The errors of a call that must fail, as the library throws them. */
async function refusal(call: Promise<unknown>): Promise<{ errorType?: string; message: string }> {
  const thrown = await call.then(
    () => expect.fail('was answered'),
    (error: GraphQLResult) => error,
  );
  return thrown.errors![0] as { errorType?: string; message: string };
}

/** The feed of this test, once it has everything: shelves follow a video's row. */
const wholeFeed = async (): Promise<VideoCardFragment[]> =>
  vi.waitFor(
    async () => {
      const { data } = await guest.graphql({ query: VIDEOS, variables: { genre } });
      expect(data.videos.items).toHaveLength(3);
      return data.videos.items;
    },
    { timeout: 30_000 },
  );

describe('aws-amplify with the generated documents, as a guest', () => {
  it('reads one video, and null for what there is not', async () => {
    const { data } = await guest.graphql({ query: VIDEO, variables: { id: ids[0]! } });
    expectTypeOf(data.video!.likeCount).toBeNumber();
    expect(data.video).toMatchObject({ id: ids[0], title: 'A LONG', genres: [genre], viewer: null });
    expect(data.video!.owner.displayName).not.toBe('');
    const nothing = await guest.graphql({ query: VIDEO, variables: { id: 'nothing' } });
    expect(nothing.data.video).toBeNull();
  });

  it('reads the feed with filters, and page by page', async () => {
    expect((await wholeFeed()).map(({ id }) => id)).toEqual([...ids].reverse());
    const long = await guest.graphql({ query: VIDEOS, variables: { genre, kind: 'LONG', language: 'EN' } });
    expect(long.data.videos.items.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    const other = await guest.graphql({ query: VIDEOS, variables: { genre, language: 'de' } });
    expect(other.data.videos).toMatchObject({ items: [], nextToken: null });

    const seen: string[] = [];
    let nextToken: string | null = null;
    do {
      const { data }: { data: { videos: { items: VideoCardFragment[]; nextToken: string | null } } } =
        await guest.graphql({ query: VIDEOS, variables: { genre, limit: 2, nextToken } });
      seen.push(...data.videos.items.map(({ id }) => id));
      ({ nextToken } = data.videos);
    } while (nextToken !== null);
    expect(seen).toEqual([...ids].reverse());
  });

  it('is told by type what it may not do', async () => {
    expect(
      await refusal(guest.graphql({ query: LIKE_VIDEO, variables: { videoId: ids[0]! } })),
    ).toMatchObject({
      errorType: 'Unauthorized',
    });
    expect(await refusal(guest.graphql({ query: VIDEOS, variables: { limit: 0 } }))).toMatchObject({
      errorType: 'BadRequest',
      message: expect.stringContaining('limit'),
    });
  });
});

describe('aws-amplify with the generated documents, signed in', () => {
  type Reactions = NonNullable<OnReactionsSubscription['onReactions']>;

  /** Listens as a guest; resolves once events can arrive. */
  async function hear(videoId: string) {
    const events: Reactions[] = [];
    const standing = new Promise<void>((resolve) => {
      const stop = Hub.listen('api', ({ payload }) => {
        if (payload.event !== 'Subscription ack') return;
        stop();
        resolve();
      });
    });
    const subscription = guest.graphql({ query: ON_REACTIONS, variables: { videoId } }).subscribe({
      next: ({ data }) => void events.push(data.onReactions),
      error: (error: unknown) => expect.fail(JSON.stringify(error)),
    });
    await standing;
    return { events, end: () => subscription.unsubscribe() };
  }

  it('likes, rates, takes both back, and hears the counts follow', async () => {
    const videoId = ids[0]!;
    const { events, end } = await hear(videoId);
    const latest = (fits: (event: Reactions) => boolean) =>
      vi.waitFor(() => expect(events.some(fits), JSON.stringify(events)).toBe(true), { timeout: 30_000 });

    const liked = await person.graphql({ query: LIKE_VIDEO, variables: { videoId } });
    expect(liked.data.likeVideo.viewer).toMatchObject({ liked: true, canWatch: true });
    const rated = await person.graphql({ query: RATE_VIDEO, variables: { videoId, stars: 4 } });
    expect(rated.data.rateVideo.viewer).toMatchObject({ liked: true, rating: 4 });
    await latest(
      ({ likeCount, ratingCount, ratingAverage }) =>
        likeCount === 1 && ratingCount === 1 && ratingAverage === 4,
    );
    expect((await person.graphql({ query: LIKED_VIDEOS })).data.likedVideos.items).toMatchObject([
      { id: videoId },
    ]);

    const unliked = await person.graphql({ query: UNLIKE_VIDEO, variables: { videoId } });
    expect(unliked.data.unlikeVideo.viewer).toMatchObject({ liked: false, rating: 4 });
    const unrated = await person.graphql({ query: UNRATE_VIDEO, variables: { videoId } });
    expect(unrated.data.unrateVideo.viewer).toMatchObject({ rating: null });
    await latest(
      ({ likeCount, ratingCount, ratingAverage }) =>
        likeCount === 0 && ratingCount === 0 && ratingAverage === null,
    );
    expect((await person.graphql({ query: LIKED_VIDEOS })).data.likedVideos.items).toEqual([]);
    const versions = events.map(({ reactionVersion }) => reactionVersion ?? 0);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    end();
  });

  it('goes on where it stopped, until it is finished', async () => {
    const [, videoId = ''] = ids;
    const { data } = await person.graphql({ query: VIDEO, variables: { id: videoId } });
    const duration = data.video!.durationSeconds!;
    const watch = async (positionSeconds: number) =>
      (await person.graphql({ query: RECORD_PROGRESS, variables: { videoId, positionSeconds } })).data
        .recordProgress;
    const watching = async () =>
      (await person.graphql({ query: CONTINUE_WATCHING })).data.continueWatching.items;

    expect(await watch(duration / 2)).toMatchObject({ positionSeconds: expect.closeTo(duration / 2, 2) });
    expect(await watching()).toMatchObject([
      { id: videoId, viewer: { positionSeconds: expect.closeTo(duration / 2, 2) } },
    ]);
    await watch(duration);
    expect(await watching()).toEqual([]);
    expect(
      await refusal(
        person.graphql({ query: RECORD_PROGRESS, variables: { videoId, positionSeconds: duration + 60 } }),
      ),
    ).toMatchObject({ errorType: 'BadRequest' });
  });

  it('names itself, and is seen by that name', async () => {
    const displayName = 'Ada of the Amplifiers';
    await person.graphql({ query: UPDATE_PROFILE, variables: { input: { displayName } } });
    expect((await person.graphql({ query: ME })).data.me).toMatchObject({
      id: viewer.sub,
      profile: { displayName },
    });
    const seen = await guest.graphql({ query: PROFILE, variables: { id: viewer.sub } });
    expect(seen.data.profile).toMatchObject({ displayName, videos: { items: [] } });
    await wholeFeed();
    const publisher = await guest.graphql({ query: PROFILE, variables: { id: owner.sub, limit: 2 } });
    expect(publisher.data.profile!.videos.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(publisher.data.profile!.videos.nextToken).not.toBeNull();
  });
});
