import { HttpError } from '../http/http-error.ts';

interface ErrorDetails {
  readonly status?: number;
  readonly type?: 'invalid_request_error' | 'idempotency_error';
  readonly code?: string;
  readonly param?: string;
}

/** A refusal in Stripe's form: the caller's fault. */
export function refusal(message: string, details: ErrorDetails = {}): HttpError {
  const { status = 400, type = 'invalid_request_error', ...named } = details;
  return new HttpError(status, message, { json: { error: { type, message, ...named } } });
}

export const missing = (what: string, id: string, param: string): HttpError =>
  refusal(`No such ${what}: '${id}'`, { status: 404, code: 'resource_missing', param });
