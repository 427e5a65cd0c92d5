import { constraint, invalid } from '../errors.ts';

export interface PageInput {
  readonly Limit?: number;
  readonly NextToken?: string;
}

const MAX_LIMIT = 100;

/** One page of a list. Its token is the place at which the next one begins. */
export function pageOf<T>(all: readonly T[], { Limit = MAX_LIMIT, NextToken }: PageInput) {
  if (Limit < 1 || Limit > MAX_LIMIT)
    throw constraint('limit', `Member must have value between 1 and ${MAX_LIMIT}`);
  const from = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64url').toString());
  if (!Number.isSafeInteger(from) || from < 0) throw invalid('NextToken is not valid.');
  const end = from + Limit;
  return {
    page: all.slice(from, end),
    NextToken: end < all.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
}
