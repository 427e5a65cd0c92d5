/** A refusal of a request: what is thrown anywhere below a route becomes the answer. */
export class HttpError extends Error {
  readonly status: number;
  /** In the words of the API that was called. */
  readonly json: unknown;

  constructor(status: number, message: string, options: ErrorOptions & { readonly json?: unknown } = {}) {
    super(message, options);
    this.name = 'HttpError';
    this.status = status;
    this.json = options.json ?? { error: { code: 'BAD_REQUEST_ERROR', description: message } };
  }
}
