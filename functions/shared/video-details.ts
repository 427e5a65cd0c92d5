import { check as isRegistered } from 'language-tags';
import { GENRE, LANGUAGE } from '../../model/forms.ts';
import { DESCRIPTION_MAX, GENRES_MAX, LANGUAGE_MAX, TITLE_MAX } from '../../model/limits.ts';
import { badRequest } from './request-error.ts';

/*
 * What may be said of a video, when it is made and when it is edited. Each throws `BadRequest`, its message beginning
 * with the field at fault.
 */

/** Counted as people count: an emoji is one character. Half of one (a lone surrogate) could not be stored. */
export function text(field: string, value: string, max: number): string {
  // No character has more than two units: megabytes are not taken apart first.
  const length = value.length > 2 * max ? Infinity : [...value].length;
  if (length < 1 || length > max) throw badRequest(`${field}: must have 1 to ${max} characters.`);
  if (!value.isWellFormed()) throw badRequest(`${field}: is not well-formed text.`);
  return value;
}

/** One that only spaces, joiners and other invisible characters make up would be none in any list. */
export const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}]/u;

export function title(value: string): string {
  const trimmed = text('title', value.trim(), TITLE_MAX);
  if (!VISIBLE.test(trimmed)) throw badRequest('title: must have a visible character.');
  return trimmed;
}

/** An empty one is none. */
export const description = (value: string | null | undefined): string | undefined =>
  value ? text('description', value, DESCRIPTION_MAX) : undefined;

const isOf = ({ form }: typeof GENRE, value: string) => new RegExp(`^(?:${form})$`, 'u').test(value);

/** Each once, however it is capitalised, in Unicode's composed form: what reads the same is the same shelf. */
export function genres(values: readonly string[] | null | undefined): string[] {
  const byName = new Map<string, string>();
  for (const value of values ?? []) {
    const genre = value.trim().normalize('NFC');
    if (!byName.has(genre.toLowerCase())) byName.set(genre.toLowerCase(), genre);
  }
  const distinct = [...byName.values()];
  if (distinct.length > GENRES_MAX) throw badRequest(`genres: must be at most ${GENRES_MAX}.`);
  if (!distinct.every((value) => isOf(GENRE, value))) throw badRequest(`genres: each ${GENRE.rule}`);
  return distinct;
}

/**
 * In its canonical form (`en-US`, `he` for `iw`, `sr-Latn` for `sh`), so that equal languages compare as equal. An empty
 * one is none.
 */
export function language(value: string | null | undefined): string | undefined {
  if (!value) return undefined;
  const canonical = value.length > LANGUAGE_MAX ? undefined : canonicalTag(value);
  if (canonical === undefined || !isOf(LANGUAGE, canonical) || !isRegistered(canonical))
    throw badRequest(`language: ${LANGUAGE.rule}`);
  return canonical;
}

function canonicalTag(value: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(value)[0];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
