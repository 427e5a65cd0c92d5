import type { Context } from '@aws-appsync/utils';
import type { QueryProfileArgs } from '../generated/schema.ts';
import type { ProfileRow } from '../model/profile-row.ts';
import { getProfile } from './steps/get-profile.ts';
import { profileView } from './steps/profile-view.ts';
import { stopOnError } from './steps/stop-on-error.ts';

export const request = (ctx: Context<QueryProfileArgs>) => getProfile(ctx.args.id);

export function response(ctx: Context<QueryProfileArgs>) {
  stopOnError(ctx);
  const row = ctx.result as ProfileRow | null;
  return row && profileView(row.userId, row);
}
