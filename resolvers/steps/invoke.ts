import { util, type Context } from '@aws-appsync/utils';
import { type Refusal, UNAVAILABLE } from '../../model/errors.ts';
import { caller } from './caller.ts';

/** Asks the function behind the data source. */
export const request = (ctx: Context) => ({ operation: 'Invoke', payload: payload(ctx) });

/** What a function is told: the question and who asks it. Tokens and headers stay here. */
const payload = (ctx: Context) => ({
  field: ctx.info.fieldName,
  arguments: ctx.args,
  identity: caller(ctx),
});

/**
 * Hands on a function's answer, or raises the refusal in it under its own type. When the function itself broke,
 * its message is ours and stays in the log.
 */
export function invoked(ctx: Context) {
  if (ctx.error) {
    console.error(ctx.error);
    util.error(UNAVAILABLE, 'Unavailable');
  }
  const refusal = (ctx.result as Partial<Refusal> | null)?.error;
  if (refusal) util.error(refusal.message, refusal.type);
  return ctx.result;
}

export const response = (ctx: Context) => invoked(ctx);
