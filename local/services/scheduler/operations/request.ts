import { readShape, type Shape } from '../../../runtime/protocols/shape.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { constraint, invalid } from '../errors.ts';

/** The body of a request, of this shape. */
export async function readInput(shape: Shape, call: AwsCall): Promise<unknown> {
  const text = (await call.body()).toString('utf8');
  let value: unknown = {};
  if (text !== '')
    try {
      value = JSON.parse(text);
    } catch {
      throw invalid('The request body is not valid JSON.');
    }
  return readShape(shape, value);
}

const MAX_RESULTS = 100;

/** One page of a list, as the query asks for it. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams) {
  const size = Number(query.get('MaxResults') ?? MAX_RESULTS);
  if (!Number.isInteger(size) || size < 1 || size > MAX_RESULTS)
    throw constraint(size, 'maxResults', `Member must have value between 1 and ${MAX_RESULTS}`);
  const token = query.get('NextToken');
  const from = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isSafeInteger(from) || from < 0) throw invalid('Invalid NextToken.');
  const end = from + size;
  return {
    page: all.slice(from, end),
    NextToken: end < all.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
}
