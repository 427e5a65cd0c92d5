import { util, type AppSyncIdentityCognito, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import { membershipView, type MembershipRow } from '../model/membership.ts';
import { PROFILE, type ProfileRow } from '../model/profile-row.ts';
import { malformedMembership } from '../model/well-formed.ts';
import { accountsTable, takeBatch } from './steps/batch.ts';
import { membershipKey } from './steps/membership.ts';
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
  return {
    id: sub,
    profile: profileView(sub, profile as ProfileRow | null, [claims?.name, claims?.preferred_username]),
    membership: viewOf(membership as MembershipRow | null | undefined),
  };
}

/** A malformed membership is none, and is told of in the log. */
function viewOf(row: MembershipRow | null | undefined) {
  if (!row) return null;
  const faults = malformedMembership(row as unknown as Record<string, unknown>);
  if (faults.length === 0) return membershipView(row, util.time.nowISO8601());
  console.error(`The membership of ${row.userId} is malformed: ${faults.join(', ')}`);
  return null;
}
