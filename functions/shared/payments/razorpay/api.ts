import { setTimeout as pause } from 'node:timers/promises';
import type { RazorpayKeys } from '../keys.ts';
import { ProviderError } from '../provider.ts';
import { fieldsOf, parsed, textIn, type Fields } from '../shape.ts';

export interface ApiLimits {
  readonly tries: number;
  readonly tryMs: number;
  /** Of one operation, with all its calls: a function has ten seconds. */
  readonly wholeMs: number;
  /** At most before the second try; twice as long before each further one. */
  readonly pauseMs: number;
}

const LIMITS: ApiLimits = { tries: 3, tryMs: 2_000, wholeMs: 8_000, pauseMs: 300 };

/** Razorpay's REST API for the length of one operation. What it answers is still to be looked at. */
export interface RazorpayApi {
  get(path: string): Promise<Fields>;
  post(path: string, body: unknown): Promise<Fields>;
}

interface Answer {
  readonly fields?: Fields;
  readonly failure?: string;
  /** Whether another try may help. */
  readonly again?: boolean;
}

/**
 * Razorpay has no idempotency keys, so a call that is made again is done twice. Only orders are made here: one too many is
 * an unpaid order that nobody knows the id of, so nobody can pay it, and it costs nothing.
 */
export function openApi(
  baseUrl: string,
  { keyId, keySecret }: Pick<RazorpayKeys, 'keyId' | 'keySecret'>,
  { tries, tryMs, wholeMs, pauseMs }: ApiLimits = LIMITS,
): RazorpayApi {
  const whole = AbortSignal.timeout(wholeMs);
  const headers = {
    authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`,
    'content-type': 'application/json',
  };

  const once = async (method: string, path: string, body?: string): Promise<Answer> => {
    try {
      const response = await fetch(`${baseUrl}${path}`, {
        ...{ method, headers },
        ...(body !== undefined && { body }),
        // The keys go to nobody else.
        redirect: 'manual',
        signal: AbortSignal.any([whole, AbortSignal.timeout(tryMs)]),
      });
      return answerOf(response, await response.text());
    } catch (error) {
      return { failure: `could not be reached (${reasonOf(error)})`, again: !whole.aborted };
    }
  };

  const call = async (method: string, path: string, body?: string): Promise<Fields> => {
    for (let attempt = 1; ; attempt += 1) {
      const { fields, failure, again } = await once(method, path, body);
      if (fields) return fields;
      if (!again || attempt === tries) throw new ProviderError(`Razorpay ${failure}: ${method} ${path}`);
      await pause(Math.random() * pauseMs * 2 ** (attempt - 1));
    }
  };

  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, JSON.stringify(body)),
  };
}

function answerOf({ ok, status }: Response, text: string): Answer {
  if (!ok) return { failure: `answered ${status}${codeIn(text)}`, again: status === 429 || status >= 500 };
  try {
    return { fields: fieldsOf(parsed(text), 'answer') };
  } catch {
    return { failure: 'answered something that is not JSON' };
  }
}

/** Of what it says about a failure only its name for it: the rest may quote what was sent. */
function codeIn(text: string): string {
  try {
    const code = textIn(fieldsOf(fieldsOf(parsed(text), 'answer')['error'], 'error'), 'code');
    return /^[A-Z_]{1,40}$/.test(code) ? ` ${code}` : '';
  } catch {
    return '';
  }
}

const reasonOf = (error: unknown) => {
  if (!(error instanceof Error)) return 'unknown';
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? error.name;
};
