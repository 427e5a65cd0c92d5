/**
 * An error as an AWS service answers it. `code` and `message` reach the caller in the service's own
 * protocol; anything else that is thrown becomes `InternalFailure` and is logged whole.
 */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Members that some errors carry beside code and message (for example `Item`, `MaxSizeAllowed`). */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Record<string, unknown> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** The template asks for something this runtime does not do. Always names the logical id. */
export class TemplateError extends Error {
  readonly logicalId: string;

  constructor(logicalId: string, message: string) {
    super(`${logicalId}: ${message}`);
    this.name = 'TemplateError';
    this.logicalId = logicalId;
  }
}
