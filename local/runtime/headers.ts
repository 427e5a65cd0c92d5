import type { IncomingHttpHeaders } from 'node:http';

/** Headers as single texts, names in lower case. */
export function flatHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(',') : value;
  return flat;
}
