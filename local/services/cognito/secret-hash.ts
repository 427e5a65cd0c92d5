import { createHmac, timingSafeEqual } from 'node:crypto';
import { notAuthorized } from './input.ts';
import type { Client } from './pool.ts';

/**
 * A client with a secret proves it with every call that names a user: `SECRET_HASH` is the HMAC of the user's name
 * and the client's id. Throws `NotAuthorizedException`.
 *
 * @param names what the user may be called in the hash: where a call gives none, any name of theirs
 */
export function assertSecretHash(client: Client, names: readonly string[], hash: unknown): void {
  if (client.secret === undefined) {
    if (hash !== undefined)
      throw notAuthorized(`Client ${client.id} is configured without secret but SECRET_HASH was received`);
    return;
  }
  if (typeof hash !== 'string')
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`);
  const secret = client.secret;
  if (
    !names.some((name) =>
      same(
        hash,
        createHmac('sha256', secret)
          .update(name + client.id)
          .digest('base64'),
      ),
    )
  )
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`);
}

/** The same for the calls about tokens, which carry the secret itself. */
export function assertSecret(client: Client, secret: unknown): void {
  if (client.secret === undefined) return;
  if (typeof secret !== 'string' || !same(secret, client.secret))
    throw notAuthorized(`Unable to verify the client secret of client ${client.id}`);
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
