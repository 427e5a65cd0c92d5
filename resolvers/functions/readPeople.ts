import { runtime, util, type Context } from '@aws-appsync/utils';
import { batchGet } from '@aws-appsync/utils/dynamodb';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { UNAVAILABLE } from '../../model/errors.ts';
import { PROFILE, type ProfileRow } from '../../model/profile-row.ts';
import { caller } from '../steps/caller.ts';
import { nextKeys, takePeople } from '../steps/people.ts';
import { stopOnError } from '../steps/stop-on-error.ts';

/** Reads what the viewer did with the videos and who their owners are, as far as that was selected, in one call. */
export function request(ctx: Context) {
  const { engagements, profiles } = nextKeys(ctx);
  if (engagements.length + profiles.length === 0) runtime.earlyReturn(ctx.prev.result);
  const userId = caller(ctx).sub ?? '';
  return batchGet({
    tables: {
      ...(engagements.length > 0 && {
        [ctx.env['ENGAGEMENTS_TABLE'] ?? '']: {
          keys: engagements.map((videoId) => ({ userId, videoId })),
          // Whoever has just liked a video must see that they do.
          consistentRead: true,
        },
      }),
      ...(profiles.length > 0 && {
        [ctx.env['ACCOUNTS_TABLE'] ?? '']: { keys: profiles.map((id) => ({ userId: id, record: PROFILE })) },
      }),
    },
  });
}

export function response(ctx: Context) {
  stopOnError(ctx);
  const { data, unprocessedKeys } = ctx.result as {
    data: Record<string, (object | null)[]>;
    unprocessedKeys?: Record<string, unknown[]> | null;
  };
  if (Object.values(unprocessedKeys ?? {}).some((keys) => keys.length > 0))
    util.error(UNAVAILABLE, 'Unavailable');
  const rows = (table: string | undefined) => (data[table ?? ''] ?? []).filter((row) => row !== null);
  takePeople(
    ctx,
    rows(ctx.env['ENGAGEMENTS_TABLE']) as EngagementRow[],
    rows(ctx.env['ACCOUNTS_TABLE']) as ProfileRow[],
  );
  return ctx.prev.result;
}
