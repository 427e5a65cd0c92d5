import { HttpError } from '../http/http-error.ts';

interface ErrorDetails {
  readonly field?: string;
  readonly step?: string;
  readonly reason?: string;
  readonly status?: number;
}

/** A refusal in Razorpay's form: the caller's fault. */
export function badRequest(description: string, details: ErrorDetails = {}): HttpError {
  const { field, status = 400, step = 'payment_initiation', reason = 'input_validation_failed' } = details;
  const error = {
    ...{ code: 'BAD_REQUEST_ERROR', description, source: 'business', step, reason, metadata: {} },
    ...(field !== undefined && { field }),
  };
  return new HttpError(status, description, { json: { error } });
}

export const unknownId = (): HttpError => badRequest('The id provided does not exist');
