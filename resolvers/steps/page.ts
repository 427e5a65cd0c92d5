import { util, type Context } from '@aws-appsync/utils';
import { PAGE_DEFAULT, PAGE_MAX } from '../../model/limits.ts';
import type { VideoView } from '../../model/video-view.ts';
import { UNAVAILABLE } from '../../model/errors.ts';

/** A page while its pipeline fills it; it lives in the stash. */
export interface Page {
  /** How many videos it should have. */
  limit: number;
  /** Where the list goes on; null before its beginning and after its end. */
  nextToken: string | null;
  /** Whether the list was read to its end. */
  ended: boolean;
  /** What the list's last round named, still to be read. */
  ids: string[];
  videos: VideoView[];
}

interface PageArguments {
  readonly limit?: number | null;
  readonly nextToken?: string | null;
}

/** Begins a page as it was asked for. A size that no page has is refused before anything is read. */
export function beginPage(ctx: Context<PageArguments>): Page {
  const limit = ctx.args.limit ?? PAGE_DEFAULT;
  if (limit < 1 || limit > PAGE_MAX) util.error(`limit: must be from 1 to ${PAGE_MAX}.`, 'BadRequest');
  const { nextToken } = ctx.args;
  if (nextToken === '') util.error(FOREIGN_TOKEN, 'BadRequest');
  const page: Page = { limit, nextToken: nextToken ?? null, ended: false, ids: [], videos: [] };
  ctx.stash.page = page;
  return page;
}

export const pageOf = (ctx: Context): Page => ctx.stash.page as Page;

/** How many videos are still missing; none once the list has ended. */
export const missing = (page: Page) => (page.ended ? 0 : page.limit - page.videos.length);

/** The part of a query that pages have in common: newest first, and no more than is missing. */
export const nextRound = (page: Page) => ({
  limit: missing(page),
  nextToken: page.nextToken ?? undefined,
  scanIndexForward: false,
});

/** Takes over what a round of the list answered, and hands on its rows. */
export function takeRound<Row>(ctx: Context): Row[] {
  const page = pageOf(ctx);
  if (ctx.error) {
    if (page.nextToken && isAboutTheToken(ctx.error.message)) util.error(FOREIGN_TOKEN, 'BadRequest');
    console.error(ctx.error);
    util.error(UNAVAILABLE, 'Unavailable');
  }
  const { items, nextToken } = ctx.result as { items: Row[]; nextToken?: string | null };
  page.nextToken = nextToken ?? null;
  page.ended = page.nextToken === null;
  return items;
}

const FOREIGN_TOKEN = 'nextToken: is not one of this list.';

/** AppSync refuses a token it did not make; DynamoDB one that begins outside of the partition: another list's. */
function isAboutTheToken(message: string) {
  const text = message.toLowerCase();
  return ['token', 'starting key', 'start key', 'startkey'].some((phrase) => text.indexOf(phrase) > -1);
}
