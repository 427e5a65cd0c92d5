import type { Context } from '@aws-appsync/utils';
import type { ProfileVideosArgs } from '../generated/schema.ts';
import { ownerVisibility } from '../model/keys.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';
import type { ProfileView } from './steps/profile-view.ts';

/** What anybody sees of a person's videos, themselves included. Their owner is the profile that was asked. */
export function request(ctx: Context<ProfileVideosArgs>) {
  const owner = ctx.source as ProfileView;
  beginPage(ctx);
  beginPeople(ctx, 1, owner);
  ctx.stash.filter = {};
  ctx.stash.index = 'byOwnerVisibility';
  ctx.stash.partition = { ownerVisibility: ownerVisibility(owner.id, 'PUBLIC') };
  return {};
}

export { response } from './steps/answer-page.ts';
