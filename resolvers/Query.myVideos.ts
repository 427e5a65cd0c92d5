import type { Context } from '@aws-appsync/utils';
import type { QueryMyVideosArgs } from '../generated/schema.ts';
import { ownerStatus } from '../model/keys.ts';
import { caller } from './steps/caller.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';

/**
 * Each state of one person's videos is a partition of its own in the index `byOwnerStatus`, so a list of one
 * state fills its pages as well as the list of all does. A filter would leave them short, or empty.
 */
export function request(ctx: Context<QueryMyVideosArgs>) {
  beginPage(ctx);
  beginPeople(ctx, 1);
  const ownerId = caller(ctx).sub ?? '';
  const { status } = ctx.args;
  ctx.stash.index = status ? 'byOwnerStatus' : 'byOwner';
  ctx.stash.partition = status ? { ownerStatus: ownerStatus(ownerId, status) } : { ownerId };
  return {};
}

export { response } from './steps/answer-page.ts';
