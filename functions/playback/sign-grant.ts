import { getSignedCookies } from '@aws-sdk/cloudfront-signer';
import { videoFolder } from '../../model/keys.ts';
import type { EdgeGrant } from '../shared/grant-parameters.ts';

export interface SigningKey {
  readonly keyPairId: string;
  /** PEM. */
  readonly privateKey: string;
}

/**
 * A grant for all files of one video. A custom policy, written out: handed a URL with a wildcard and a date the
 * signer makes a canned one, without a word, and that opens nothing. `expires` in whole epoch seconds.
 */
export function signGrant(origin: string, videoId: string, expires: number, key: SigningKey): EdgeGrant {
  const policy = JSON.stringify({
    Statement: [
      {
        Resource: `${origin}/${videoFolder(videoId)}*`,
        Condition: { DateLessThan: { 'AWS:EpochTime': expires } },
      },
    ],
  });
  // URLs carry the very strings that cookies do, so one signature serves both.
  const cookies = getSignedCookies({ policy, ...key });
  return {
    policy: cookies['CloudFront-Policy'] ?? '',
    signature: cookies['CloudFront-Signature'],
    keyPairId: cookies['CloudFront-Key-Pair-Id'],
  };
}
