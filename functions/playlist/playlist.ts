import type { Logger } from '@aws-lambda-powertools/logger';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { Bucket } from '../shared/bucket.ts';
import type { AccountsTable } from '../shared/payments/accounts.ts';
import { readVideo, type VideosTable } from '../shared/videos.ts';
import {
  accessDenied,
  methodNotAllowed,
  noSuchPlaylist,
  playlistAnswer,
  preflight,
  storyboardAnswer,
} from './answers.ts';
import { isAdmitted } from './admission.ts';
import { grantOf, isValid, type Verifier } from './grant.ts';
import { wantedAt } from './paths.ts';
import { readWanted } from './read-wanted.ts';
import { signerOf } from './signer.ts';
import { viewerCookie, viewerOf } from './viewer.ts';

export interface PlaylistDependencies {
  readonly videos: VideosTable;
  readonly accounts: AccountsTable;
  readonly bucket: Bucket;
  readonly verifier: Verifier;
  readonly logger: Pick<Logger, 'warn'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Hands out a playlist with its viewer's grant on every address in it: the very grant, with the end it had. Whether they
 * may watch it is looked at each time.
 */
export const playlist =
  ({ videos, accounts, bucket, verifier, logger, now }: PlaylistDependencies) =>
  async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return preflight();
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed();

    const wanted = wantedAt(event.rawPath);
    if (!wanted) return accessDenied();
    const { videoId } = wanted;
    const at = now();
    const grant = grantOf(new URLSearchParams(event.rawQueryString));
    if (grant && (grant === 'INCOMPLETE' || !isValid(grant, videoId, at, verifier))) return accessDenied();
    const viewer = await viewerOf(grant ? grant.viewer : viewerCookie(event.cookies), videoId, at, verifier);

    const reading = readVideo(videos, videoId);
    const [isRefused, text] = await Promise.all([
      reading.then(async (row) => row !== undefined && !(await isAdmitted(accounts, row, viewer, at))),
      // A token that says nobody is not passed on.
      readWanted(bucket, wanted, reading, signerOf(grant && { ...grant, viewer: viewer && grant.viewer })),
    ]);
    if (isRefused) return accessDenied();
    if (text === undefined) {
      logger.warn('There is no such playlist', { key: wanted.key });
      return noSuchPlaylist();
    }
    return wanted.kind === 'STORYBOARD' ? storyboardAnswer(text) : playlistAnswer(text);
  };
