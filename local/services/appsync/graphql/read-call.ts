import { malformedRequest } from '../errors.ts';
import { isObject, parseJson } from '../json.ts';

/** What a client asks: a document, its variables, and which operation of it. */
export interface GraphqlCall {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
}

/** Reads a request's body. AppSync knows no batches: a list is refused like any other text that is no query. */
export function readCall(body: string): GraphqlCall {
  if (body.length === 0) throw malformedRequest('Request body is empty.');
  const parsed = parseJson(body);
  if (!isObject(parsed) || typeof parsed['query'] !== 'string')
    throw malformedRequest('Unable to parse GraphQL query.');
  const { variables, operationName } = parsed;
  if (variables !== undefined && variables !== null && !isObject(variables))
    throw malformedRequest('Unable to parse GraphQL query.');
  return {
    query: parsed['query'],
    variables: isObject(variables) ? variables : {},
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined,
  };
}
