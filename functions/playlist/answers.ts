import type { LambdaFunctionURLResult } from 'aws-lambda';

type Answer = Exclude<LambdaFunctionURLResult, string>;

const xml = (statusCode: number, code: string, message: string): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/xml', ...UNCACHED },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});

/** What is written for one viewer must never reach another. */
const UNCACHED = { 'cache-control': 'private, no-store' };

/** In the edge's own words, so that a client need not know who refused it. */
export const accessDenied = () => xml(403, 'AccessDenied', 'Access denied');

export const noSuchPlaylist = () => xml(404, 'NoSuchKey', 'The specified key does not exist.');

export const methodNotAllowed = (): Answer => ({
  statusCode: 405,
  headers: { allow: 'GET, HEAD, OPTIONS', ...UNCACHED },
});

/** A browser's preflight: the edge adds the headers. */
export const preflight = (): Answer => ({ statusCode: 204, headers: UNCACHED });

export const playlistAnswer = (body: string) => written('application/vnd.apple.mpegurl', body);

export const storyboardAnswer = (body: string) => written('text/vtt', body);

const written = (type: string, body: string): Answer => ({
  statusCode: 200,
  headers: { 'content-type': type, ...UNCACHED },
  body,
});
