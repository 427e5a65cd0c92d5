import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject, parseJson } from '../../json.ts';
import type { WireItem } from './values.ts';

/** `nextToken`: where a page ended, sealed so that a client cannot name a place of its own choosing. */
export interface NextTokens {
  seal(place: WireItem, scope: string): string;
  /** The place; `undefined` for a token that was not made here, or for another table or index. */
  open(token: string, scope: string): WireItem | undefined;
}

export function createNextTokens(secret: Buffer): NextTokens {
  const mac = (scope: string, text: string) =>
    createHmac('sha256', secret).update(`${scope}\n${text}`).digest();
  return {
    seal(place, scope) {
      const text = JSON.stringify(place);
      return Buffer.from(
        JSON.stringify({ version: 1, place: text, mac: mac(scope, text).toString('base64') }),
      ).toString('base64');
    },
    open(token, scope) {
      const parsed = parseJson(Buffer.from(token, 'base64').toString('utf8'));
      if (!isObject(parsed) || typeof parsed['place'] !== 'string') return undefined;
      const given = Buffer.from(String(parsed['mac']), 'base64');
      const expected = mac(scope, parsed['place']);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return parseJson(parsed['place']) as WireItem;
    },
  };
}
