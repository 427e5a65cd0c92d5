import { util, type Context } from '@aws-appsync/utils';
import { query } from '@aws-appsync/utils/dynamodb';
import type { QueryMyVideosArgs } from '../generated/schema.ts';
import { ownerStatus } from '../model/keys.ts';
import { PAGE_DEFAULT, PAGE_MAX } from '../model/limits.ts';
import { caller } from './steps/caller.ts';
import { stopOnError } from './steps/stop-on-error.ts';

/**
 * Each state of one person's videos is a partition of its own in the index `byOwnerStatus`, so a list of one
 * state fills its pages as well as the list of all does. A filter would leave them short, or empty.
 */
export function request(ctx: Context<QueryMyVideosArgs>) {
  const limit = ctx.args.limit ?? PAGE_DEFAULT;
  if (limit < 1 || limit > PAGE_MAX) util.error(`limit: must be from 1 to ${PAGE_MAX}.`, 'BadRequest');
  const ownerId = caller(ctx).sub ?? '';
  const page = { limit, nextToken: ctx.args.nextToken ?? undefined, scanIndexForward: false };
  const { status } = ctx.args;
  return status
    ? query({ ...page, index: 'byOwnerStatus', query: { ownerStatus: { eq: ownerStatus(ownerId, status) } } })
    : query({ ...page, index: 'byOwner', query: { ownerId: { eq: ownerId } } });
}

export function response(ctx: Context<QueryMyVideosArgs>) {
  if (ctx.error && ctx.args.nextToken && isAboutTheToken(ctx.error.message))
    util.error('nextToken: is not one of this list.', 'BadRequest');
  stopOnError(ctx);
  return { items: ctx.result.items, nextToken: ctx.result.nextToken };
}

/** AppSync refuses a token it did not make; DynamoDB one that begins outside of the partition: another person's list. */
function isAboutTheToken(message: string) {
  const text = message.toLowerCase();
  return ['token', 'starting key', 'start key', 'startkey'].some((phrase) => text.indexOf(phrase) > -1);
}
