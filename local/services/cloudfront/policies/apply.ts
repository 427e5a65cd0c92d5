import { applyCors } from './cors.ts';
import type { ResponseHeadersPolicy } from './response-headers-policy.ts';

type Headers = Readonly<Record<string, string>>;

/** A response's headers after its behaviour's policy: removed, shared, added. */
export function applyResponseHeaders(
  policy: ResponseHeadersPolicy | undefined,
  method: string,
  request: Headers,
  response: Headers,
): Headers {
  if (!policy) return response;
  const kept = Object.fromEntries(
    Object.entries(response).filter(([name]) => !policy.removed.includes(name)),
  );
  const shared = policy.cors ? applyCors(policy.cors, method, request, kept) : kept;
  const added = policy.added.filter(({ name, override }) => override || shared[name] === undefined);
  return { ...shared, ...Object.fromEntries(added.map(({ name, value }) => [name, value])) };
}
