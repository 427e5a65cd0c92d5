import { jsonPattern } from './json.ts';
import { invalidPattern, type LineMatcher } from './matcher.ts';
import { termPattern } from './terms.ts';

const LONGEST = 1024;

/** A filter pattern of CloudWatch Logs. Throws `InvalidParameterException` for what is none, or none handled here. */
export function filterPattern(pattern: string): LineMatcher {
  const text = pattern.trim();
  if (text.length > LONGEST) throw invalidPattern('it is longer than 1024 characters');
  if (text.startsWith('{')) return jsonPattern(text);
  if (/^[[%]/.test(text))
    throw invalidPattern('patterns of columns and of regular expressions are not supported on this machine');
  return termPattern(text);
}
