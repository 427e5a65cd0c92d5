import { util } from '@aws-appsync/utils';
import { GENRE, LANGUAGE } from '../../model/forms.ts';
import type { ShelfFilter } from '../../model/shelves.ts';

/**
 * What a feed is to be narrowed down to: what a video can have at all, for a feed of anything else would be empty for
 * ever. An argument that is null is one that is left out.
 */
export const feedFilter = ({ kind, genre, language }: ShelfFilter): ShelfFilter => ({
  kind: kind ?? undefined,
  genre: checked('genre', genre, GENRE),
  language: checked('language', language, LANGUAGE),
});

/** Genres are kept in Unicode's composed form; a phone may type the other one. */
function checked(
  name: string,
  value: string | null | undefined,
  { form, rule }: typeof GENRE,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = util.str.normalize(value.trim(), 'nfc') ?? '';
  if (!util.matches(form, text)) util.error(`${name}: ${rule}`, 'BadRequest');
  return text;
}
