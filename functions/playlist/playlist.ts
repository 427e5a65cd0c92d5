import type { Logger } from '@aws-lambda-powertools/logger';
import { GetObjectCommand, NoSuchKey, S3ServiceException } from '@aws-sdk/client-s3';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { Bucket } from '../shared/bucket.ts';
import { edgeQuery, playlistQuery, type Grant } from '../shared/grant-parameters.ts';
import { accessDenied, methodNotAllowed, noSuchPlaylist, playlistAnswer, preflight } from './answers.ts';
import { grantOf, isValid, type Verifier } from './grant.ts';
import { rewritePlaylist } from './rewrite.ts';

export interface PlaylistDependencies {
  readonly bucket: Bucket;
  readonly verifier: Verifier;
  readonly logger: Pick<Logger, 'warn'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Our own playlists' addresses, and nothing that could be read in two ways: no encoding, no `..`, no `//`. So
 * what was checked is what is fetched.
 */
const PLAYLIST_PATH = /^\/(videos\/([A-Za-z0-9]+)\/[0-9]+\/hls\/[A-Za-z0-9_-]+\.m3u8)$/;

/** Hands out a playlist with its viewer's grant on every address in it: the very grant, with the end it had. */
export const playlist =
  ({ bucket, verifier, logger, now }: PlaylistDependencies) =>
  async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return preflight();
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed();

    const [, key, videoId] = PLAYLIST_PATH.exec(event.rawPath) ?? [];
    if (!key || !videoId) return accessDenied();
    const grant = grantOf(new URLSearchParams(event.rawQueryString));
    if (grant && (grant === 'INCOMPLETE' || !isValid(grant, videoId, now(), verifier))) return accessDenied();

    const text = await readPlaylist(bucket, key);
    if (text === undefined) {
      logger.warn('There is no such playlist', { key });
      return noSuchPlaylist();
    }
    // A viewer with cookies has no grant in the address, and needs none in the playlist.
    return playlistAnswer(grant ? rewritePlaylist(text, queries(grant)) : text);
  };

/** Playlists come through here again, segments go straight to the bucket: they need only the edge's copy. */
function queries(grant: Grant) {
  const forPlaylist = playlistQuery(grant);
  const forOthers = edgeQuery(grant);
  return (uri: string) => (/\.m3u8(?:\?|$)/.test(uri) ? forPlaylist : forOthers);
}

async function readPlaylist({ client, name }: Bucket, key: string): Promise<string | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
    return await Body?.transformToString();
  } catch (error) {
    // Whoever may not list a bucket is told 403 where there is nothing.
    if (error instanceof NoSuchKey) return undefined;
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 403) return undefined;
    throw error;
  }
}
