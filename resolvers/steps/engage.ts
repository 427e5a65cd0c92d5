import { util, type Context } from '@aws-appsync/utils';
import type { EngagementRow } from '../../model/engagement-row.ts';
import { idKey } from '../../model/keys.ts';
import { caller } from './caller.ts';
import { takePeople } from './people.ts';
import { stopOnError } from './stop-on-error.ts';

type Values = Readonly<Record<string, string | number>>;

/**
 * Changes what the caller did with the video that `stash.videoId` names. Without a condition it cannot be refused: AppSync
 * reads a row again whose condition failed, and a change that finds itself made already writes nothing anyway.
 */
export const engage = (ctx: Context, expression: string, values: Values = {}) => ({
  operation: 'UpdateItem' as const,
  key: util.dynamodb.toMapValues(keyOf(ctx)),
  update: { expression, ...(Object.keys(values).length > 0 && { expressionValues: typed(values) }) },
});

const keyOf = (ctx: Context) => ({
  userId: caller(ctx).sub ?? '',
  videoId: idKey(ctx.stash.videoId as string),
});

export const typed = (values: Values) => util.dynamodb.toMapValues(values);

/** The answer needs no read to say what the caller did: the write has answered with the row. */
export function response(ctx: Context): null {
  stopOnError(ctx);
  // Taking something away makes no row: DynamoDB answers nothing where nothing was.
  takePeople(ctx, [(ctx.result as EngagementRow | null) ?? keyOf(ctx)], []);
  return null;
}
