import { util, type Context } from '@aws-appsync/utils';
import type { QueryVideosArgs } from '../generated/schema.ts';
import { GENRE_MAX, LANGUAGE_MAX } from '../model/limits.ts';
import { shelf } from '../model/shelves.ts';
import { beginPage } from './steps/page.ts';
import { beginPeople } from './steps/people.ts';

/** Every combination of filters has a shelf of its own, so a feed is one query that always fills its page. */
export function request(ctx: Context<QueryVideosArgs>) {
  const { kind, genre, language } = ctx.args;
  beginPage(ctx);
  beginPeople(ctx, 1);
  ctx.stash.shelf = shelf({
    kind,
    genre: filter('genre', genre, GENRE_MAX),
    language: filter('language', language, LANGUAGE_MAX),
  });
  return {};
}

export { response } from './steps/answer-page.ts';

/** Genres are kept in Unicode's composed form; a phone may type the other one. */
function filter(name: string, value: string | null | undefined, max: number) {
  if (value === null || value === undefined) return undefined;
  const text = util.str.normalize(value.trim(), 'nfc') ?? '';
  if (text === '' || text.length > max)
    util.error(`${name}: must have 1 to ${max} characters.`, 'BadRequest');
  return text;
}
