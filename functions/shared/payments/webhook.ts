import { isUtf8 } from 'node:buffer';
import type { KeySource, WebhookKeys } from './keys.ts';
import { ProviderError, WebhookRefused, type WebhookRequest } from './provider.ts';
import { fieldsOf, OtherShape, parsed, type Fields } from './shape.ts';

/** More than any event is. It is less than a function may be sent, so that what is refused costs little. */
const BODY_MAX_BYTES = 256 * 1024;
const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** How a provider signs what it sends. */
export interface SignatureScheme {
  readonly header: string;
  /** What a signature looks like. Whoever sends something else is refused before any secret is read. */
  readonly form: RegExp;
  readonly keys: KeySource<WebhookKeys>;
  readonly isSigned: (body: Buffer, signature: string, secret: string) => boolean;
}

/**
 * The body of a request, once it is proven that the provider sent it: signed as it came in, byte by byte, with the webhook
 * secret or the one before it.
 *
 * @throws WebhookRefused
 */
export async function readSigned(
  { headers, body }: WebhookRequest,
  { header, form, keys, isSigned }: SignatureScheme,
): Promise<Fields> {
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new WebhookRefused(415, 'The body is not JSON.');
  if (body.length > BODY_MAX_BYTES) throw new WebhookRefused(413, 'The body is too large.');
  const signature = headers[header] ?? '';
  if (!form.test(signature)) throw new WebhookRefused(400, 'The signature is missing or malformed.');
  const proven = await serves(keys, ({ webhookSecret, previousWebhookSecret = webhookSecret }) =>
    [webhookSecret, previousWebhookSecret].some((secret) => isSigned(body, signature, secret)),
  );
  if (!proven) throw new WebhookRefused(400, 'The signature is not the provider’s.');
  if (!isUtf8(body)) throw new WebhookRefused(400, 'The body is not UTF-8.');
  return fieldsOf(parsed(body.toString()), 'body');
}

/** Whether the keys do, or those do that may have replaced them in the meantime. */
export async function serves<Keys>(keys: KeySource<Keys>, test: (keys: Keys) => boolean): Promise<boolean> {
  return test(await keys.read()) || test(await keys.readAgain());
}

/** What a webhook makes of failures: what cannot be proven now is not believed, and what has another shape never is. */
export async function failingClosed<Event>(read: () => Promise<Event>): Promise<Event> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ProviderError) throw new WebhookRefused(503, error.message);
    if (error instanceof OtherShape) throw new WebhookRefused(400, error.message);
    throw error;
  }
}
