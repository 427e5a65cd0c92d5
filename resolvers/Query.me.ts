import type { AppSyncIdentityCognito, Context } from '@aws-appsync/utils';
import { getProfile } from './steps/get-profile.ts';
import { profileView } from './steps/profile-view.ts';
import { stopOnError } from './steps/stop-on-error.ts';

const identity = (ctx: Context) => ctx.identity as AppSyncIdentityCognito;

export const request = (ctx: Context) => getProfile(identity(ctx).sub);

/** Someone whose profile was not written yet has one already, with the name that their token gives them. */
export function response(ctx: Context) {
  stopOnError(ctx);
  const { sub, claims } = identity(ctx);
  return { id: sub, profile: profileView(sub, ctx.result, [claims?.name, claims?.preferred_username]) };
}
