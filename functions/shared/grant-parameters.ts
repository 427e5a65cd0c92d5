/** What the edge asks for: a policy and its signature in CloudFront's base64 (`-_~` for `+=/`), and the id of the key. */
export interface EdgeGrant {
  readonly policy: string;
  readonly signature: string;
  readonly keyPairId: string;
}

/** A grant's strings. They are safe in a URL as they are. */
export interface Grant extends EdgeGrant {
  /** Whom a premium video's grant was made for, as a signed token; a free one's is for nobody in particular. */
  readonly viewer?: string;
}

/**
 * CloudFront takes its own parameters off a request before the origin sees it, so the grant travels a second
 * time under names of ours. They protect nothing at the edge; the playlist function verifies them itself.
 */
export const GRANT_PARAMETERS = {
  policy: 'grant-policy',
  signature: 'grant-signature',
  keyPairId: 'grant-key',
} as const satisfies Record<keyof EdgeGrant, string>;

/** For the playlist function alone: whom a grant is for. */
export const VIEWER_PARAMETER = 'grant-viewer';
export const VIEWER_COOKIE = 'Grant-Viewer';
/** Of its signature, which is by the same key as the policy's. */
export const VIEWER_ALGORITHM = 'RS256';

/** For the edge. */
export const edgeQuery = ({ policy, signature, keyPairId }: EdgeGrant) =>
  `Policy=${policy}&Signature=${signature}&Key-Pair-Id=${keyPairId}`;

/** For the playlist function, and for the edge. Ours come first: CloudFront asks for that. */
export const playlistQuery = (grant: Grant) => [...ourQuery(grant), edgeQuery(grant)].join('&');

const ourQuery = ({ policy, signature, keyPairId, viewer }: Grant) => [
  `${GRANT_PARAMETERS.policy}=${policy}`,
  `${GRANT_PARAMETERS.signature}=${signature}`,
  `${GRANT_PARAMETERS.keyPairId}=${keyPairId}`,
  ...(viewer === undefined ? [] : [`${VIEWER_PARAMETER}=${viewer}`]),
];
