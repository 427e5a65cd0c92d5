import { util, type Context } from '@aws-appsync/utils';
import { UNAVAILABLE } from '../../model/errors.ts';

/** Ends the field when its data source failed. DynamoDB's own text, and any row in it, go to the log alone. */
export function stopOnError(ctx: Context) {
  if (ctx.error) {
    console.error(ctx.error);
    util.error(UNAVAILABLE, 'Unavailable');
  }
}
