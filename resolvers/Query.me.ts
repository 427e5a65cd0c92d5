import type { AppSyncIdentityCognito, Context } from '@aws-appsync/utils';
import { get } from '@aws-appsync/utils/dynamodb';
import { displayName } from '../model/display-name.ts';
import { PROFILE, type ProfileRow } from '../model/profile-row.ts';
import { stopOnError } from './steps/stop-on-error.ts';

const identity = (ctx: Context) => ctx.identity as AppSyncIdentityCognito;

export const request = (ctx: Context) => get({ key: { userId: identity(ctx).sub, record: PROFILE } });

/** Someone whose profile was not written (users made by an administrator skip the trigger) still has one. */
export function response(ctx: Context) {
  stopOnError(ctx);
  const { sub, claims } = identity(ctx);
  const row = ctx.result as ProfileRow | null;
  return {
    id: sub,
    profile: {
      id: sub,
      displayName: row?.displayName ?? displayName(sub, [claims?.name, claims?.preferred_username]),
      createdAt: row?.createdAt ?? null,
    },
  };
}
