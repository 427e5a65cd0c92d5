import type {
  Access,
  CreateUploadInput,
  TranscodingProfile,
  VideoKind,
  Visibility,
} from '../../generated/schema.ts';
import { CONTENT_TYPE_MAX, FILE_MAX_BYTES, FILENAME_MAX } from '../../model/limits.ts';
import { badRequest } from '../shared/request-error.ts';
import { description, genres, language, text, title } from '../shared/video-details.ts';

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
  readonly profile: TranscodingProfile;
}

/** `profile` is that of uploads which name none. Throws `BadRequest`, its message beginning with the field at fault. */
export function validate(input: CreateUploadInput, profile: TranscodingProfile): ValidUpload {
  return {
    title: title(input.title),
    kind: input.kind,
    filename: text('filename', input.filename, FILENAME_MAX),
    contentType: contentType(input.contentType),
    sizeBytes: sizeBytes(input.sizeBytes),
    description: description(input.description),
    genres: genres(input.genres),
    language: language(input.language),
    visibility: input.visibility ?? 'PRIVATE',
    access: input.access ?? 'FREE',
    profile: input.profile ?? profile,
  };
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
