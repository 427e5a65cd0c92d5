import type { Outputs } from './stack.ts';

export interface GraphQLErrorItem {
  readonly message: string;
  readonly errorType: string | null;
  readonly path: readonly (string | number)[] | null;
  readonly data: unknown;
}

export interface Answer<T> {
  readonly status: number;
  readonly data: T;
  readonly errors: readonly GraphQLErrorItem[] | undefined;
}

/** How a request says who it is: a token, or a guest with the API key, or any headers at all. */
export type Identity =
  { readonly accessToken: string } | 'guest' | { readonly headers: Record<string, string> };

/** One operation over HTTP, as any GraphQL client would send it. */
export async function graphql<T = Record<string, unknown>>(
  outputs: Outputs,
  identity: Identity,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<T>> {
  const response = await fetch(outputs.data.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...identityHeaders(outputs, identity) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { data: T; errors?: GraphQLErrorItem[] };
  return { status: response.status, data: body.data, errors: body.errors };
}

/** The same, for an operation that must succeed. */
export async function ask<T = Record<string, unknown>>(
  outputs: Outputs,
  identity: Identity,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const answer = await graphql<T>(outputs, identity, query, variables);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors, null, 2));
  return answer.data;
}

export function identityHeaders(outputs: Outputs, identity: Identity): Record<string, string> {
  if (identity === 'guest') return { 'x-api-key': outputs.data.api_key };
  return 'headers' in identity ? identity.headers : { authorization: identity.accessToken };
}
