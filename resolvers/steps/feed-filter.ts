import { util } from '@aws-appsync/utils';
import { GENRE_MAX, LANGUAGE_MAX } from '../../model/limits.ts';
import type { ShelfFilter } from '../../model/shelves.ts';

/** What a video can have at all, as Java's patterns say it. A feed of anything else would be empty for ever. */
const GENRE = {
  form: `[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} &'’./+-]{0,${GENRE_MAX - 1}}`,
  rule: `genre: must have 1 to ${GENRE_MAX} letters, digits, spaces or & ' - . / +`,
};
const LANGUAGE = {
  form: `(?=.{2,${LANGUAGE_MAX}}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*`,
  rule: 'language: must be a BCP 47 tag, such as en or pt-BR.',
};

/** What a feed is to be narrowed down to. An argument that is null is one that is left out. */
export const feedFilter = ({ kind, genre, language }: ShelfFilter): ShelfFilter => ({
  kind: kind ?? undefined,
  genre: checked(genre, GENRE),
  language: checked(language, LANGUAGE),
});

/** Genres are kept in Unicode's composed form; a phone may type the other one. */
function checked(value: string | null | undefined, { form, rule }: typeof GENRE): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = util.str.normalize(value.trim(), 'nfc') ?? '';
  if (!util.matches(form, text)) util.error(rule, 'BadRequest');
  return text;
}
