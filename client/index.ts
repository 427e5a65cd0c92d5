import type { GeneratedMutation, GeneratedQuery, GeneratedSubscription } from '../generated/operations.ts';

/** Every document of `schema/operations/` as a constant, and the types of what goes in and comes out. */
export * from '../generated/operations.ts';
export * from './checkout.ts';
export * from './errors.ts';
export * from './files.ts';
export * from './follow.ts';
export * from './membership.ts';
export * from './money.ts';
export * from './open-checkout.ts';
export * from './razorpay.ts';
export * from './status.ts';
export * from './storyboard.ts';

/** A text whose type says what goes in and comes out. */
export type TypedDocument<Variables = unknown, Result = unknown> =
  | GeneratedQuery<Variables, Result>
  | GeneratedMutation<Variables, Result>
  | GeneratedSubscription<Variables, Result>;

/** What a document takes, for clients that do not look for Amplify's types themselves. */
export type VariablesOf<Document> =
  Document extends GeneratedQuery<infer Variables, unknown>
    ? Variables
    : Document extends GeneratedMutation<infer Variables, unknown>
      ? Variables
      : Document extends GeneratedSubscription<infer Variables, unknown>
        ? Variables
        : never;

/** What a document answers with. */
export type ResultOf<Document> =
  Document extends GeneratedQuery<unknown, infer Result>
    ? Result
    : Document extends GeneratedMutation<unknown, infer Result>
      ? Result
      : Document extends GeneratedSubscription<unknown, infer Result>
        ? Result
        : never;
