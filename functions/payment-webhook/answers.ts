import { STATUS_CODES } from 'node:http';
import type { LambdaFunctionURLResult } from 'aws-lambda';

export type Answer = Exclude<LambdaFunctionURLResult, string>;

const HEADERS = { 'content-type': 'text/plain', 'cache-control': 'no-store' };

/** Who sends something that is not taken learns no more than that. */
export const refused = (statusCode: number): Answer => ({
  statusCode,
  headers: HEADERS,
  body: STATUS_CODES[statusCode] ?? '',
});

export const unknownPath = () => refused(404);

export const methodNotAllowed = (): Answer => ({ ...refused(405), headers: { ...HEADERS, allow: 'POST' } });

export const taken = (): Answer => ({ statusCode: 200, headers: HEADERS, body: '' });
