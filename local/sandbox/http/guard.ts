import type { IncomingHttpHeaders } from 'node:http';
import { isThisMachine } from '../../runtime/this-machine.ts';
import type { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';

/**
 * Refuses what reached this machine under somebody else's name: a page elsewhere whose own name was made to point here
 * would otherwise be of the same origin.
 */
export function refuseForeignHost({ host = '' }: IncomingHttpHeaders): void {
  const url = `http://${host}`;
  if (!URL.canParse(url) || !isThisMachine(new URL(url).hostname))
    throw new HttpError(421, 'This server answers to the names of this machine alone.');
}

/** Refuses a change that a page of another origin sends, if it says where it comes from. */
export function refuseForeignOrigin({ headers, origin }: Exchange): void {
  if (headers.origin !== undefined && headers.origin !== origin)
    throw new HttpError(403, 'Changes are taken from the pages of this server alone.');
}

/** Refuses what a page of somebody else could send by itself: a change needs JSON, which a form cannot send. */
export function refuseForeignChange(exchange: Exchange): void {
  const { method, headers } = exchange;
  if (method === 'GET' || method === 'HEAD') return;
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    throw new HttpError(415, 'A change is sent as application/json.');
  refuseForeignOrigin(exchange);
}
