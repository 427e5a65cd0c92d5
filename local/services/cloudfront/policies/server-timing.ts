import { POP } from '../edge/pop.ts';
import type { ResponseHeadersPolicy } from './response-headers-policy.ts';

type Headers = Readonly<Record<string, string>>;

/** What CloudFront tells about one answer. */
export interface Timing {
  readonly from: 'Hit' | 'RefreshHit' | 'Miss' | 'Error';
  readonly requestId: string;
  /** Milliseconds to the origin's first byte, where it was asked. */
  readonly originMs: number | undefined;
  /** Milliseconds from the request to the first byte of the answer. */
  readonly totalMs: number;
}

/** Adds `Server-Timing` to a sample of the answers, and to every one that is asked for it by `Pragma: server-timing`. */
export function withServerTiming(
  policy: ResponseHeadersPolicy | undefined,
  response: Headers,
  request: Headers,
  timing: Timing,
): Headers {
  if (policy?.serverTimingRate === undefined) return response;
  const asked = request['pragma']?.toLowerCase().includes('server-timing') ?? false;
  if (!asked && Math.random() * 100 >= policy.serverTimingRate) return response;
  // The origin's own figures belong to the answer that it gave, not to the copies of it.
  const own = timing.from === 'Miss' ? response['server-timing'] : undefined;
  return { ...response, 'server-timing': [...(own ? [own] : []), ...metrics(timing)].join(',') };
}

function metrics({ from, requestId, originMs, totalMs }: Timing): string[] {
  const outcome = { Hit: 'hit', RefreshHit: 'refresh', Miss: 'miss', Error: 'miss' }[from];
  return [
    ...(originMs === undefined
      ? []
      : [
          'cdn-upstream-layer;desc="EDGE"',
          'cdn-upstream-dns;dur=0',
          'cdn-upstream-connect;dur=0',
          `cdn-upstream-fbl;dur=${originMs}`,
        ]),
    `cdn-cache-${outcome}`,
    `cdn-pop;desc="${POP}"`,
    `cdn-rid;desc="${requestId}"`,
    ...(from === 'Hit' ? ['cdn-hit-layer;desc="EDGE"'] : []),
    `cdn-downstream-fbl;dur=${totalMs}`,
  ];
}
