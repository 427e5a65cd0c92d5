import type { Log } from '../../../runtime/log.ts';
import type { OriginRequest, OriginResponse, Origins } from '../../../runtime/runtime.ts';
import type { OriginConfig } from '../config/origin.ts';
import { badGateway, gatewayTimeout } from './refusals.ts';

/** Headers between the origin and the edge, which end here. */
const HOP_BY_HOP: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Asks the origin, and waits for its headers no longer than it may take. */
export async function callOrigin(
  origins: Origins,
  { domainName, readTimeout }: OriginConfig,
  request: OriginRequest,
  log: Log,
): Promise<OriginResponse> {
  const origin = origins.find(domainName);
  if (!origin) {
    log.warn('cloudfront', `Nothing on this machine answers as the origin ${domainName}.`);
    throw badGateway();
  }
  const answer = origin(request).then(
    (response): OriginResponse => ({
      ...response,
      headers: Object.fromEntries(
        Object.entries(response.headers)
          .map(([name, value]) => [name.toLowerCase(), value] as const)
          .filter(([name]) => !HOP_BY_HOP.includes(name)),
      ),
    }),
    (error: unknown) => {
      log.fault('cloudfront', error);
      throw badGateway();
    },
  );
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      late = true;
      reject(gatewayTimeout());
    }, readTimeout * 1000);
  });
  // Nobody reads an answer that comes too late, so nothing may stay open for it.
  answer.then(
    ({ body }) => late && body.destroy(),
    () => {},
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
