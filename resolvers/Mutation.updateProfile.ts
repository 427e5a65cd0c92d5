import { util, type Context } from '@aws-appsync/utils';
import type { MutationUpdateProfileArgs } from '../generated/schema.ts';
import { nameFault } from '../model/display-name.ts';
import { PROFILE, type ProfileRow } from '../model/profile-row.ts';
import { caller } from './steps/caller.ts';
import { profileView } from './steps/profile-view.ts';
import { stopOnError } from './steps/stop-on-error.ts';

/** Someone whose profile was not written (users made by an administrator skip the trigger) has one from now on. */
export function request(ctx: Context<MutationUpdateProfileArgs>) {
  const displayName = ctx.args.input.displayName.trim();
  const fault = nameFault(displayName);
  if (fault) util.error(`displayName: ${fault}`, 'BadRequest');
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ userId: caller(ctx).sub, record: PROFILE }),
    update: {
      expression: 'SET displayName = :name, createdAt = if_not_exists(createdAt, :now)',
      expressionValues: util.dynamodb.toMapValues({ ':name': displayName, ':now': util.time.nowISO8601() }),
    },
  };
}

export function response(ctx: Context) {
  stopOnError(ctx);
  const row = ctx.result as ProfileRow;
  return profileView(row.userId, row);
}
