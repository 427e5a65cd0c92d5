import type { Logger } from '@aws-lambda-powertools/logger';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import {
  accessDenied,
  methodNotAllowed,
  noSuchPlaylist,
  playlistAnswer,
  preflight,
  storyboardAnswer,
} from './answers.ts';
import type { Sources } from './attempt.ts';
import { grantOf, isValid, type Verifier } from './grant.ts';
import { wantedAt } from './paths.ts';
import { readWanted } from './read-wanted.ts';
import { signerOf } from './signer.ts';

export interface PlaylistDependencies extends Sources {
  readonly verifier: Verifier;
  readonly logger: Pick<Logger, 'warn'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Hands out a playlist with its viewer's grant on every address in it: the very grant, with the end it had. */
export const playlist =
  ({ verifier, logger, now, ...sources }: PlaylistDependencies) =>
  async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return preflight();
    if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed();

    const wanted = wantedAt(event.rawPath);
    if (!wanted) return accessDenied();
    const grant = grantOf(new URLSearchParams(event.rawQueryString));
    if (grant && (grant === 'INCOMPLETE' || !isValid(grant, wanted.videoId, now(), verifier)))
      return accessDenied();

    const text = await readWanted(sources, wanted, signerOf(grant));
    if (text === undefined) {
      logger.warn('There is no such playlist', { key: wanted.key });
      return noSuchPlaylist();
    }
    return wanted.kind === 'STORYBOARD' ? storyboardAnswer(text) : playlistAnswer(text);
  };
