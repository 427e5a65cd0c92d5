import type { Origin, Origins } from './runtime.ts';

/** Origins by domain name, without regard to case or port spelling. */
export function createOrigins(): Origins {
  const origins = new Map<string, Origin>();
  return {
    register: (domainName, origin) => void origins.set(domainName.toLowerCase(), origin),
    find: (domainName) => origins.get(domainName.toLowerCase()),
  };
}
