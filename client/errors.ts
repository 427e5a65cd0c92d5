/**
 * The stable type of an API's error, however a client hands it on: Amplify throws the response with its `errors`, others
 * throw one of them. Undefined for what the API never said, such as a lost connection.
 */
export function errorTypeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { errors, errorType, type } = error as Told & { readonly errors?: readonly Told[] };
  return errors?.[0]?.errorType ?? errorType ?? type;
}

interface Told {
  readonly errorType?: string;
  readonly type?: string;
}
