import { util, type Context } from '@aws-appsync/utils';
import { PAGE_DEFAULT, PAGE_MAX } from '../../model/limits.ts';
import { stopOnError } from './stop-on-error.ts';

export interface PageArguments {
  readonly limit?: number | null;
  readonly nextToken?: string | null;
}

/** How large a page was asked for, and from where on. A size that no page has is refused before anything is read. */
export function askedPage(ctx: Context<PageArguments>): { limit: number; nextToken: string | null } {
  const limit = ctx.args.limit ?? PAGE_DEFAULT;
  if (limit < 1 || limit > PAGE_MAX) util.error(`limit: must be from 1 to ${PAGE_MAX}.`, 'BadRequest');
  const nextToken = ctx.args.nextToken ?? null;
  if (nextToken === '') util.error(FOREIGN_TOKEN, 'BadRequest');
  return { limit, nextToken };
}

/** Ends the field when its list could not be read, and tells whose fault that was. */
export function stopOnListError(ctx: Context, nextToken: string | null): void {
  if (ctx.error && nextToken && isAboutTheToken(ctx.error.message)) util.error(FOREIGN_TOKEN, 'BadRequest');
  stopOnError(ctx);
}

const FOREIGN_TOKEN = 'nextToken: is not one of this list.';

/** AppSync refuses a token it did not make; DynamoDB one that begins outside of the partition: another list's. */
function isAboutTheToken(message: string) {
  const text = message.toLowerCase();
  return ['pagination token', 'starting key', 'cannot be restarted'].some(
    (phrase) => text.indexOf(phrase) > -1,
  );
}
