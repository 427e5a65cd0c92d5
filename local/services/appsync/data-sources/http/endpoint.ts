import type { Runtime } from '../../../../runtime/runtime.ts';
import { addressOf } from '../../../../runtime/this-machine.ts';

/** Where a request really goes. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  readonly hostname: string;
  /** Empty: the protocol's own. */
  readonly port: string;
  /** The `host` header: the name that the endpoint has on AWS. */
  readonly host: string;
}

/** Names under which AWS's own services answer, function URLs among them. */
const AWS_HOST = /(^|\.)(amazonaws\.com|lambda-url\.[a-z0-9-]+\.on\.aws)$/;

/**
 * The target of an endpoint. AWS's own names are answered by this machine's AWS port, under the name they have: the
 * signature covers it.
 */
export function targetOf(endpoint: URL, runtime: Runtime): Target {
  const here = AWS_HOST.test(endpoint.hostname) ? new URL(runtime.urls.aws) : endpoint;
  return {
    protocol: here.protocol === 'http:' ? 'http:' : 'https:',
    hostname: addressOf(here.hostname),
    port: here.port,
    host: endpoint.host,
  };
}
