import { runtime, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import type { EngagementRow } from '../../model/engagement-row.ts';
import type { MembershipRow } from '../../model/membership.ts';
import { PROFILE, type ProfileRow } from '../../model/profile-row.ts';
import { accountsTable, takeBatch } from '../steps/batch.ts';
import { caller } from '../steps/caller.ts';
import { membershipKey } from '../steps/membership.ts';
import { nextKeys, takePeople } from '../steps/people.ts';

/**
 * Reads what the viewer did with the videos, whether they are a member and who the owners are, as far as that was selected
 * and matters, in one call.
 */
export function request(ctx: Context) {
  const { members, engagements, profiles } = nextKeys(ctx);
  const accounts = [
    ...members.map((id) => membershipKey(id)),
    ...profiles.map((id) => ({ userId: id, record: PROFILE })),
  ];
  if (engagements.length + accounts.length === 0) runtime.earlyReturn(null);
  const userId = caller(ctx).sub ?? '';
  return batchGet({
    tables: {
      ...(engagements.length > 0 && {
        [engagementsTable(ctx)]: {
          keys: engagements.map((videoId) => ({ userId, videoId })),
          // Whoever has just liked a video must see that they do.
          consistentRead: true,
        },
      }),
      ...(accounts.length > 0 && {
        // Whoever has just paid must see that they may watch. Names may be a moment old.
        [accountsTable(ctx)]: { keys: accounts, consistentRead: members.length > 0 },
      }),
    },
  });
}

export function response(ctx: Context): null {
  takePeople(
    ctx,
    takeBatch<EngagementRow>(ctx, engagementsTable(ctx)).filter((row) => row !== null),
    takeBatch<ProfileRow | MembershipRow>(ctx, accountsTable(ctx)).filter((row) => row !== null),
  );
  return null;
}

const engagementsTable = (ctx: Context) => ctx.env['ENGAGEMENTS_TABLE'] ?? '';
