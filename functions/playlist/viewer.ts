import { errors, jwtVerify } from 'jose';
import { videoFolder } from '../../model/keys.ts';
import { VIEWER_ALGORITHM, VIEWER_COOKIE } from '../shared/grant-parameters.ts';
import type { Verifier } from './grant.ts';

/** The token of a viewer with cookies. Of two the browser sends the one first that was set for less. */
export const viewerCookie = (cookies: readonly string[] = []): string | undefined =>
  cookies.find((cookie) => cookie.startsWith(`${VIEWER_COOKIE}=`))?.slice(VIEWER_COOKIE.length + 1);

/** As it is written: what a lenient decoder passed over would go on into the playlist. */
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Whom a token says that a grant for this video is for. Undefined for no token, and for one that is not of our making, is
 * for another video, or has ended. `now` in epoch milliseconds.
 */
export async function viewerOf(
  token: string | undefined,
  videoId: string,
  now: number,
  { publicKey }: Verifier,
): Promise<string | undefined> {
  if (token === undefined || !TOKEN.test(token)) return undefined;
  try {
    const { payload } = await jwtVerify(token, publicKey, {
      // Whatever the token itself says of how it was signed.
      algorithms: [VIEWER_ALGORITHM],
      audience: videoFolder(videoId),
      requiredClaims: ['exp'],
      currentDate: new Date(now),
    });
    return payload.sub;
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
