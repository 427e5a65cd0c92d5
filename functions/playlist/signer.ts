import { edgeQuery, playlistQuery, type Grant } from '../shared/grant-parameters.ts';
import { rewritePlaylist, withQuery } from './rewrite.ts';

/** Puts a viewer's grant on addresses of ours. */
export interface Signer {
  address(uri: string): string;
  /** On every address in it. */
  playlist(text: string): string;
}

/** A viewer with cookies has no grant in the address, and needs none in what it is answered with. */
const UNSIGNED: Signer = { address: (uri) => uri, playlist: (text) => text };

export function signerOf(grant: Grant | undefined): Signer {
  if (!grant) return UNSIGNED;
  const forPlaylist = playlistQuery(grant);
  const forOthers = edgeQuery(grant);
  // Playlists come through here again, segments go straight to the bucket: they need only the edge's copy.
  const queryFor = (uri: string) => (/\.m3u8(?:\?|$)/.test(uri) ? forPlaylist : forOthers);
  return {
    address: (uri) => withQuery(uri, queryFor),
    playlist: (text) => rewritePlaylist(text, queryFor),
  };
}
