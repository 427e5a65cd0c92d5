import { ask, type Identity } from './graphql.ts';
import type { Outputs } from './stack.ts';
import type { Video } from './videos.ts';

/** What a player's page reads of a video. */
export interface Shown extends Pick<Video, 'status' | 'durationSeconds' | 'width' | 'height' | 'renditions'> {
  readonly profile: string;
  readonly posterUrl: string | null;
  readonly storyboardUrl: string | null;
  readonly playback: {
    readonly hlsUrl: string | null;
    readonly mp4Url: string | null;
    readonly files: readonly { readonly name: string; readonly codec: string; readonly url: string }[];
  };
}

const SHOW = /* GraphQL */ `
  query Show($id: ID!) {
    video(id: $id) {
      status
      durationSeconds
      width
      height
      profile
      posterUrl
      storyboardUrl
      renditions {
        name
        width
        height
        bitrate
        codec
        container
      }
      playback {
        hlsUrl
        mp4Url
        files {
          name
          codec
          url
        }
      }
    }
  }
`;

/** Of a video that can be played. */
export const shown = async (outputs: Outputs, identity: Identity, id: string): Promise<Shown> =>
  (await ask<{ video: Shown }>(outputs, identity, SHOW, { id })).video;
