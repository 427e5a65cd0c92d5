import { GENRE_MAX, LANGUAGE_MAX } from './limits.ts';

/*
 * What a genre and a language look like, in the words that the patterns of Java (AppSync's) and of JavaScript share. Both
 * count characters, not units. What a video may have is what a feed may be asked for.
 */

export const GENRE = {
  form: `[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} &'’./+-]{0,${GENRE_MAX - 1}}`,
  rule: `must have 1 to ${GENRE_MAX} letters, digits, spaces or & ' - . / +`,
};

export const LANGUAGE = {
  form: `(?=.{2,${LANGUAGE_MAX}}$)[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*`,
  rule: 'must be a BCP 47 tag, such as en or pt-BR.',
};
