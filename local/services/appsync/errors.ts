/** One item of `errors` as AppSync words it, beyond the place where it happened. */
export interface ErrorDetail {
  readonly message: string;
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;
}

/** A field failed in a way its caller may read: `util.error`, a refusal, a limit, a data source. */
export class FieldError extends Error implements ErrorDetail {
  readonly errorType: string | null;
  readonly data: unknown;
  readonly errorInfo: unknown;

  constructor(
    message: string,
    errorType: string | null = null,
    data: unknown = null,
    errorInfo: unknown = null,
  ) {
    super(message);
    this.name = 'FieldError';
    this.errorType = errorType;
    this.data = data;
    this.errorInfo = errorInfo;
  }
}

/** The whole request is refused before anything runs: HTTP status, `errorType` and message. */
export class RequestRefusal extends Error {
  readonly status: number;
  readonly errorType: string;

  constructor(status: number, errorType: string, message: string) {
    super(message);
    this.name = 'RequestRefusal';
    this.status = status;
    this.errorType = errorType;
  }
}

export const NOT_AUTHORIZED = 'You are not authorized to make this call.';

export const unauthorizedRequest = (message = NOT_AUTHORIZED) =>
  new RequestRefusal(401, 'UnauthorizedException', message);

export const malformedRequest = (message: string) =>
  new RequestRefusal(400, 'MalformedHttpRequestException', message);

export const unauthorizedField = (field: string, type: string) =>
  new FieldError(`Not Authorized to access ${field} on type ${type}`, 'Unauthorized');
