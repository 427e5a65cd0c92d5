import type { Access, CreateUploadInput, VideoKind, Visibility } from '../../generated/schema.ts';
import {
  CONTENT_TYPE_MAX,
  DESCRIPTION_MAX,
  FILE_MAX_BYTES,
  FILENAME_MAX,
  GENRE_MAX,
  GENRES_MAX,
  LANGUAGE_MAX,
  TITLE_MAX,
} from '../../model/limits.ts';
import { badRequest } from '../shared/request-error.ts';

/** An input with its defaults filled in and every field within its limits. */
export interface ValidUpload {
  readonly title: string;
  readonly kind: VideoKind;
  readonly filename: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly description?: string;
  readonly genres: readonly string[];
  readonly language?: string;
  readonly visibility: Visibility;
  readonly access: Access;
}

/** Throws `BadRequest`, its message beginning with the field at fault. */
export function validate(input: CreateUploadInput): ValidUpload {
  return {
    title: title(input.title.trim()),
    kind: input.kind,
    filename: text('filename', input.filename, FILENAME_MAX),
    contentType: contentType(input.contentType),
    sizeBytes: sizeBytes(input.sizeBytes),
    description: input.description ? text('description', input.description, DESCRIPTION_MAX) : undefined,
    genres: genres(input.genres ?? []),
    language: input.language ? language(input.language) : undefined,
    visibility: input.visibility ?? 'PRIVATE',
    access: input.access ?? 'FREE',
  };
}

/** One that only spaces, joiners and other invisible characters make up would be none in any list. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}]/u;

function title(value: string): string {
  text('title', value, TITLE_MAX);
  if (!VISIBLE.test(value)) throw badRequest('title: must have a visible character.');
  return value;
}

/** Counted as people count: an emoji is one character. Half of one (a lone surrogate) could not be stored. */
function text(field: string, value: string, max: number): string {
  const length = [...value].length;
  if (length < 1 || length > max) throw badRequest(`${field}: must have 1 to ${max} characters.`);
  if (!value.isWellFormed()) throw badRequest(`${field}: is not well-formed text.`);
  return value;
}

/** Recorders name their codecs in it: `video/webm;codecs="vp9,opus"`. */
const CONTENT_TYPE =
  /^(?:(?:video|audio)\/[\w.+-]+|application\/octet-stream)(?: *; *[\w.+-]+=(?:"[^"\\]*"|[\w.,+-]+))*$/i;
const PRINTABLE = /^[ -~]+$/;

function contentType(value: string): string {
  if (value.length > CONTENT_TYPE_MAX || !PRINTABLE.test(value) || !CONTENT_TYPE.test(value))
    throw badRequest('contentType: must be video/…, audio/… or application/octet-stream.');
  return value;
}

function sizeBytes(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw badRequest('sizeBytes: must be a whole number of bytes, 0 or more.');
  if (value > FILE_MAX_BYTES) throw badRequest(`sizeBytes: must be at most ${FILE_MAX_BYTES} (50 GB).`);
  return value;
}

const GENRE = new RegExp(`^[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} &'’./+-]{0,${GENRE_MAX - 1}}$`, 'u');

function genres(values: readonly string[]): string[] {
  const distinct = [...new Set(values.map((value) => value.trim()))];
  if (distinct.length > GENRES_MAX) throw badRequest(`genres: must be at most ${GENRES_MAX}.`);
  if (!distinct.every((value) => GENRE.test(value)))
    throw badRequest(`genres: each must have 1 to ${GENRE_MAX} letters, digits, spaces or & ' - . / +`);
  return distinct;
}

/** In its canonical form (`en-US`), so that equal languages compare as equal. */
function language(value: string): string {
  const message = 'language: must be a BCP 47 tag, such as en or pt-BR.';
  if (value.length > LANGUAGE_MAX) throw badRequest(message);
  try {
    return Intl.getCanonicalLocales(value)[0]!;
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(message);
    throw error;
  }
}
