import { util, type Context } from '@aws-appsync/utils';
import { UNAVAILABLE } from '../../model/errors.ts';
import { stopOnError } from './stop-on-error.ts';

/**
 * What a BatchGetItem has read of one table, in the order of its keys; null for a row that is not there. What DynamoDB
 * did not get round to, which it does not when it is overloaded, ends the field: half a page would look like a whole one.
 */
export function takeBatch<Row>(ctx: Context, table: string): (Row | null)[] {
  stopOnError(ctx);
  const { data, unprocessedKeys } = ctx.result as {
    data: Record<string, (Row | null)[]>;
    unprocessedKeys?: Record<string, object[] | null> | null;
  };
  if ((unprocessedKeys?.[table] ?? []).length > 0) util.error(UNAVAILABLE, 'Unavailable');
  return data[table] ?? [];
}

export const accountsTable = (ctx: Context) => ctx.env['ACCOUNTS_TABLE'] ?? '';
