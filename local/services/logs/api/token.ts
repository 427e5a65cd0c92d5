import type { Position } from '../store/events.ts';
import { invalid, optionalNumber, optionalText, type Input } from './input.ts';

/** A place between lines, and which way it is left. */
export interface Token extends Position {
  readonly direction: 'f' | 'b';
}

const TOKEN = /^(?<direction>[fb])\/(?<timestamp>\d{1,16})\/(?<id>\d{1,16})$/;

export function readToken(input: Input): Token | undefined {
  const token = optionalText(input, 'nextToken');
  if (token === undefined) return undefined;
  const parts = TOKEN.exec(token)?.groups;
  if (!parts) throw invalid('The specified nextToken is invalid.');
  return {
    direction: parts['direction'] as 'f' | 'b',
    timestamp: Number(parts['timestamp']),
    id: Number(parts['id']),
  };
}

export const writeToken = (direction: 'f' | 'b', position: Position | undefined) =>
  `${direction}/${position?.timestamp ?? 0}/${position?.id ?? 0}`;

/** One page of a list that is counted through. */
export function page<T>(all: readonly T[], input: Input): { items: readonly T[]; nextToken?: string } {
  const limit = optionalNumber(input, 'limit', 1, 50) ?? 50;
  const token = optionalText(input, 'nextToken') ?? '0';
  if (!/^\d{1,9}$/.test(token)) throw invalid('The specified nextToken is invalid.');
  const end = Number(token) + limit;
  return { items: all.slice(Number(token), end), ...(end < all.length && { nextToken: String(end) }) };
}
