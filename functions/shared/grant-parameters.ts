/**
 * A grant's three strings: the policy and its signature in CloudFront's base64 (`-_~` for `+=/`), and the id of
 * the key. They are safe in a URL as they are.
 */
export interface Grant {
  readonly policy: string;
  readonly signature: string;
  readonly keyPairId: string;
}

/**
 * CloudFront takes its own parameters off a request before the origin sees it, so the grant travels a second
 * time under names of ours. They protect nothing at the edge; the playlist function verifies them itself.
 */
export const GRANT_PARAMETERS = {
  policy: 'grant-policy',
  signature: 'grant-signature',
  keyPairId: 'grant-key',
} as const satisfies Record<keyof Grant, string>;

/** For the edge. */
export const edgeQuery = ({ policy, signature, keyPairId }: Grant) =>
  `Policy=${policy}&Signature=${signature}&Key-Pair-Id=${keyPairId}`;

/** For the playlist function, and for the edge. Ours come first: CloudFront asks for that. */
export const playlistQuery = (grant: Grant) =>
  `${GRANT_PARAMETERS.policy}=${grant.policy}&${GRANT_PARAMETERS.signature}=${grant.signature}&${GRANT_PARAMETERS.keyPairId}=${grant.keyPairId}&${edgeQuery(grant)}`;
