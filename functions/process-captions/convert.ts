import type { FailureReason } from '../../model/failures.ts';
import { CUES_MAX } from '../../model/limits.ts';
import { NotCaptionsError, readCues } from './read-cues.ts';
import { textOf } from './text.ts';
import { webVtt } from './web-vtt.ts';

/** What players read, or why there is nothing to read. */
export type Converted = { readonly file: string } | { readonly reason: FailureReason };

/** Writes a file of captions anew, whatever it came as: so that nothing of it reaches a player but its cues. */
export function convert(bytes: Uint8Array): Converted {
  const text = textOf(bytes);
  if (text === undefined) return { reason: 'NOT_CAPTIONS' };
  try {
    const cues = readCues(text);
    return cues.length > CUES_MAX ? { reason: 'TOO_MANY_CUES' } : { file: webVtt(cues) };
  } catch (error) {
    if (error instanceof NotCaptionsError) return { reason: 'NOT_CAPTIONS' };
    throw error;
  }
}
