import { createHash } from 'node:crypto';
import type { Answer, Exchange } from '../http/exchange.ts';
import type { Books } from './books.ts';
import { refusal } from './errors.ts';

/** What was answered to a request with an idempotency key, which is its id. */
export interface KeptAnswer {
  readonly id: string;
  readonly created: number;
  readonly request: string;
  readonly json: object;
}

const LONGEST_KEY = 255;
const KEPT_SECONDS = 24 * 3600;

/**
 * Does a thing once for each idempotency key, and gives the same answer again for a day, whatever became of the thing since.
 * The thing and the answer are kept together. What was refused did nothing, and may be tried again.
 */
export function once(
  books: Books,
  { method, path, headers }: Exchange,
  body: Buffer,
  act: () => object,
): Answer {
  const id = headers['idempotency-key'];
  if (id === undefined || id === '') return { json: books.enter(act) };
  if (typeof id !== 'string' || id.length > LONGEST_KEY)
    throw refusal(`Idempotency keys are at most ${LONGEST_KEY} characters long.`);
  const request = createHash('sha256').update(`${method} ${path}\n`).update(body).digest('hex');
  return books.enter(() => {
    const known = books.look('answer', id);
    if (known && known.created + KEPT_SECONDS > books.now()) {
      if (known.request !== request) throw otherRequest(id);
      return { json: known.json, headers: { 'idempotent-replayed': 'true' } };
    }
    return { json: books.put('answer', { id, created: books.now(), request, json: act() }).json };
  });
}

const otherRequest = (key: string) =>
  refusal(
    `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    { type: 'idempotency_error' },
  );
