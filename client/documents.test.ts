import { generateClient } from 'aws-amplify/api';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  LIKE_VIDEO,
  ON_REACTIONS,
  RATE_VIDEO,
  VIDEO,
  VIDEOS,
  type OnReactionsSubscription,
  type ResultOf,
  type VariablesOf,
  type VideoCardFragment,
} from './index.ts';

const ask = () => generateClient();

/** The calls of a program that names no type. `tsc` judges what becomes of them; nothing is sent. */
const calls = {
  video: () => ask().graphql({ query: VIDEO, variables: { id: 'v' } }),
  videos: () => ask().graphql({ query: VIDEOS, variables: { kind: 'SHORT', limit: 3 } }),
  like: () => ask().graphql({ query: LIKE_VIDEO, variables: { videoId: 'v' } }),
  reactions: () => ask().graphql({ query: ON_REACTIONS, variables: { videoId: 'v' } }),
};
type Data<Call extends 'video' | 'videos' | 'like'> = Awaited<ReturnType<(typeof calls)[Call]>>['data'];

describe('aws-amplify', () => {
  test('knows what a query answers with', () => {
    expectTypeOf(calls.videos).returns.resolves.toHaveProperty('data');
    expectTypeOf<Data<'videos'>['videos']['items']>().toEqualTypeOf<VideoCardFragment[]>();
    expectTypeOf<NonNullable<Data<'video'>['video']>['ratingAverage']>().toEqualTypeOf<number | null>();
    expectTypeOf<null>().toExtend<Data<'video'>['video']>();
  });

  test('a mutation', () => {
    expectTypeOf<NonNullable<Data<'like'>['likeVideo']['viewer']>['liked']>().toEqualTypeOf<boolean>();
  });

  test('and a subscription', () => {
    type Observer = NonNullable<Parameters<ReturnType<typeof calls.reactions>['subscribe']>[0]>;
    type Next<Event> = (message: { data: { onReactions: Event } }) => void;
    expectTypeOf<Next<{ likeCount: number; reactionVersion: number | null }>>().toExtend<Observer>();
    expectTypeOf<Next<{ likeCount: string }>>().not.toExtend<Observer>();
  });

  test('and what each of them takes', () => {
    const mistakes = () => [
      // @ts-expect-error there is no such kind
      ask().graphql({ query: VIDEOS, variables: { kind: 'MEDIUM' } }),
      // @ts-expect-error an id is a string
      ask().graphql({ query: VIDEO, variables: { id: 1 } }),
      // @ts-expect-error the stars are missing
      ask().graphql({ query: RATE_VIDEO, variables: { videoId: 'v' } }),
      // @ts-expect-error the name is wrong
      ask().graphql({ query: ON_REACTIONS, variables: { id: 'v' } }),
    ];
    expect(mistakes).toBeTypeOf('function');
  });
});

test('any other client reads the same from the document’s type, and sends it as a string', () => {
  expectTypeOf<VariablesOf<typeof RATE_VIDEO>>().toEqualTypeOf<{ videoId: string; stars: number }>();
  expectTypeOf<ResultOf<typeof VIDEOS>['videos']['items'][number]>().toEqualTypeOf<VideoCardFragment>();
  expectTypeOf<ResultOf<typeof ON_REACTIONS>>().toEqualTypeOf<OnReactionsSubscription>();
  expect(JSON.parse(JSON.stringify({ query: LIKE_VIDEO }))).toEqual({
    query: expect.stringContaining('likeVideo'),
  });
});
