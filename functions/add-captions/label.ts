import { CAPTIONS_LABEL_MAX } from '../../model/limits.ts';
import { badRequest } from '../shared/request-error.ts';
import { text, VISIBLE } from '../shared/video-details.ts';

/** It becomes an attribute in a playlist, which has no escapes. */
const SPOILS_A_PLAYLIST = /["\\\p{Cc}\p{Zl}\p{Zp}]/u;

/** What players show. Throws `BadRequest`. */
export function label(value: string): string {
  const trimmed = text('label', value.trim(), CAPTIONS_LABEL_MAX);
  if (!VISIBLE.test(trimmed)) throw badRequest('label: must have a visible character.');
  if (SPOILS_A_PLAYLIST.test(trimmed))
    throw badRequest('label: must have no double quotes, backslashes, line breaks or control characters.');
  return trimmed;
}
