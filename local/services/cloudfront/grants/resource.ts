import { matchesWildcard } from '../wildcard.ts';

/** The four sections of an address, which a policy's wildcards do not cross. */
export interface RequestedUrl {
  /** `http` or `https`. */
  readonly protocol: string;
  /** With its port, if the viewer named one. */
  readonly domain: string;
  /** As received, percent-encoded. */
  readonly path: string;
  /** Without the signing parameters and without the leading `?`. */
  readonly query: string;
}

/** Whether a custom policy's `Resource` covers the requested address. */
export function resourceCovers(resource: string, url: RequestedUrl): boolean {
  if (resource === '*') return true;
  const { protocol, domain, path, query } = sections(resource);
  return (
    matchesWildcard(protocol.toLowerCase(), url.protocol) &&
    matchesWildcard(domain.toLowerCase(), url.domain.toLowerCase()) &&
    matchesWildcard(path, url.path) &&
    matchesWildcard(query, url.query)
  );
}

function sections(resource: string): RequestedUrl {
  const scheme = resource.indexOf('://');
  // A resource without a protocol must begin with a wildcard, and then any protocol will do.
  const protocol = scheme >= 0 ? resource.slice(0, scheme) : resource.startsWith('*') ? '*' : '';
  const rest = scheme >= 0 ? resource.slice(scheme + '://'.length) : resource;
  const slash = rest.indexOf('/');
  const domain = slash < 0 ? rest : rest.slice(0, slash);
  // A star at the end of the domain, or of the path, covers all that could follow.
  if (slash < 0)
    return {
      protocol,
      domain,
      path: domain.endsWith('*') ? '*' : '',
      query: domain.endsWith('*') ? '*' : '',
    };

  const afterDomain = rest.slice(slash);
  const mark = afterDomain.indexOf('\\?');
  if (mark >= 0)
    return {
      protocol,
      domain,
      path: afterDomain.slice(0, mark),
      query: afterDomain.slice(mark + '\\?'.length),
    };
  return { protocol, domain, path: afterDomain, query: afterDomain.endsWith('*') ? '*' : '' };
}
