import { runtime, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { PROFILE, type ProfileRow } from '../../model/profile-row.ts';
import { accountsTable, takeBatch } from '../steps/batch.ts';
import { caller } from '../steps/caller.ts';
import { nextKeys, takePeople } from '../steps/people.ts';

/** Reads what the viewer did with the videos and who their owners are, as far as that was selected, in one call. */
export function request(ctx: Context) {
  const { engagements, profiles } = nextKeys(ctx);
  if (engagements.length + profiles.length === 0) runtime.earlyReturn(null);
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
      ...(profiles.length > 0 && {
        [accountsTable(ctx)]: { keys: profiles.map((id) => ({ userId: id, record: PROFILE })) },
      }),
    },
  });
}

export function response(ctx: Context): null {
  takePeople(
    ctx,
    takeBatch<EngagementRow>(ctx, engagementsTable(ctx)).filter((row) => row !== null),
    takeBatch<ProfileRow>(ctx, accountsTable(ctx)).filter((row) => row !== null),
  );
  return null;
}

const engagementsTable = (ctx: Context) => ctx.env['ENGAGEMENTS_TABLE'] ?? '';
