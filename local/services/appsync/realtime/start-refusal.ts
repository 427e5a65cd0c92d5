import { unauthorizedField } from '../errors.ts';

/** An item of the payload of an `error` message. */
export interface StartError {
  readonly errorType: string;
  readonly message: string;
}

/** The `start` is refused; its errors go to the client. */
export class StartRefusal extends Error {
  readonly errors: readonly StartError[];

  constructor(errors: readonly StartError[]) {
    super(errors[0]?.message ?? 'refused');
    this.name = 'StartRefusal';
    this.errors = errors;
  }
}

export const refuse = (errorType: string, message: string) => new StartRefusal([{ errorType, message }]);

/** Errors of GraphQL, as the real-time protocol words them. */
export const badRequest = (errors: readonly { readonly message: string }[]): readonly StartError[] =>
  errors.map(({ message }) => ({ errorType: 'BadRequestException', message }));

export function unauthorizedStart(fieldName: string, typeName: string): StartError {
  const { errorType, message } = unauthorizedField(fieldName, typeName);
  return { errorType: errorType!, message };
}
