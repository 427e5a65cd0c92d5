import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { videoFolder } from '../../model/keys.ts';
import { VIEWER_ALGORITHM } from '../shared/grant-parameters.ts';
import type { SigningKey } from './sign-grant.ts';

/** Says whom a grant is for, so that the playlists can ask whether they still may. It ends with the grant: `expires` in epoch seconds. */
export const signViewer = (sub: string, videoId: string, expires: number, { privateKey }: SigningKey) =>
  new SignJWT()
    .setProtectedHeader({ alg: VIEWER_ALGORITHM })
    .setSubject(sub)
    .setAudience(videoFolder(videoId))
    .setExpirationTime(expires)
    .sign(createPrivateKey(privateKey));
