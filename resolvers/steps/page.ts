import { runtime, type Context } from '@aws-appsync/utils';
import { PAGE_MAX } from '../../model/limits.ts';
import type { VideoView } from '../../model/video-view.ts';
import { askedPage, stopOnListError, type PageArguments } from './list.ts';
import { wantsPeople } from './people.ts';

/*
 * A page is filled in rounds, because a list may name videos that are not to be shown: deleted, hidden, or broken since.
 * Twice it is asked for as many as are missing; if there are still too few, for as many as one read can take. When that
 * was more than needed, a last query goes to the place behind the last one shown, where the next page begins.
 */

/** Where a page stands; it lives in the stash. Its videos are beside it: they are many, and not every step reads them. */
export interface Page {
  /** How many videos it should have, and how many it has. */
  readonly limit: number;
  found: number;
  /** Where the list goes on; null before its beginning and after its end. */
  nextToken: string | null;
  /** Whether the list was read to its end. */
  ended: boolean;
  rounds: number;
  /** Where the last round began, and after how many items the page was full, if these were not all. */
  begun: string | null;
  full: number | null;
}

/** How many rounds there are, and how many of them ask for no more than is missing. */
const ROUNDS = 3;
const EXACT_ROUNDS = 2;

/** Begins a page as it was asked for. */
export function beginPage(ctx: Context<PageArguments>): void {
  const { limit, nextToken } = askedPage(ctx);
  const page: Page = { limit, found: 0, nextToken, ended: false, rounds: 0, begun: null, full: null };
  ctx.stash.page = page;
  ctx.stash.videos = [];
}

export const pageOf = (ctx: Context): Page => ctx.stash.page as Page;

/**
 * The part of a round's query that all lists have in common. Ends the function when the page needs no more, and the
 * pipeline when its people are not wanted either.
 */
export function beginRound(ctx: Context) {
  const page = pageOf(ctx);
  const missing = page.limit - page.found;
  const isDone = page.ended || missing === 0 || page.rounds === ROUNDS;
  if (isDone && page.full === null) runtime.earlyReturn(null, { skipTo: wantsPeople(ctx) ? 'NEXT' : 'END' });
  const limit = page.full ?? (page.rounds < EXACT_ROUNDS ? missing : PAGE_MAX);
  const nextToken = (page.full === null ? page.nextToken : page.begun) ?? undefined;
  return { limit, nextToken, scanIndexForward: false };
}

/** Takes over what a round of the list answered, and hands on the rows that were not seen before. */
export function takeRound<Row>(ctx: Context): Row[] {
  const page = pageOf(ctx);
  stopOnListError(ctx, page.nextToken);
  const { items, nextToken } = ctx.result as { items: Row[]; nextToken?: string | null };
  const settled = page.full !== null;
  page.begun = page.nextToken;
  page.nextToken = nextToken ?? null;
  page.ended = page.nextToken === null;
  page.rounds += 1;
  page.full = null;
  return settled ? [] : items;
}

/** Puts a round's videos on the page, as far as it has room; null for an item that is not to be shown. */
export function fillPage(ctx: Context, round: (VideoView | null)[]): void {
  const page = pageOf(ctx);
  const videos = ctx.stash.videos as VideoView[];
  round.forEach((video, index) => {
    if (!video || page.found === page.limit) return;
    videos.push(video);
    page.found += 1;
    if (page.found === page.limit && index + 1 < round.length) page.full = index + 1;
  });
}
