import { AwsError } from '../../../runtime/errors.ts';

/** One page of a list, by the query's `Marker` and `MaxItems`. */
export function page<T>(
  all: readonly T[],
  query: URLSearchParams,
): { items: readonly T[]; NextMarker?: string } {
  const from = Number(query.get('Marker') ?? 0);
  const most = Number(query.get('MaxItems') ?? 50);
  if (!Number.isSafeInteger(from) || from < 0) throw invalid('Invalid pagination token');
  if (!Number.isSafeInteger(most) || most < 1) throw invalid('MaxItems must be a whole number from 1.');
  const end = from + most;
  return { items: all.slice(from, end), ...(end < all.length && { NextMarker: String(end) }) };
}

export const invalid = (message: string) =>
  new AwsError('InvalidParameterValueException', message, 400, { Type: 'User' });

export const notFound = (message: string) =>
  new AwsError('ResourceNotFoundException', message, 404, { Type: 'User' });
