import { util, type AppSyncIdentityCognito, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import { membershipView, type MembershipRow } from '../model/membership.ts';
import { PROFILE, type ProfileRow } from '../model/profile-row.ts';
import { accountsTable, takeBatch } from './steps/batch.ts';
import { membershipKey, soundMembership } from './steps/membership.ts';
import { profileView } from './steps/profile-view.ts';
import { selectsMembership } from './steps/selected.ts';

const identity = (ctx: Context) => ctx.identity as AppSyncIdentityCognito;

/** Both rows in one read, the membership only if it was selected: as they are now, for whoever has just paid. */
export function request(ctx: Context) {
  const userId = identity(ctx).sub;
  const profile = { userId, record: PROFILE };
  const keys = selectsMembership(ctx) ? [profile, membershipKey(userId)] : [profile];
  return batchGet({ tables: { [accountsTable(ctx)]: { keys, consistentRead: true } } });
}

/** Someone whose profile was not written yet has one already, with the name that their token gives them. */
export function response(ctx: Context) {
  const [profile, membership] = takeBatch<object>(ctx, accountsTable(ctx));
  const { sub, claims } = identity(ctx);
  const row = soundMembership(membership as MembershipRow | null | undefined);
  return {
    id: sub,
    profile: profileView(sub, profile as ProfileRow | null, [claims?.name, claims?.preferred_username]),
    membership: row && membershipView(row, util.time.nowISO8601()),
  };
}
