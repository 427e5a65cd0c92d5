import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import type { MutationRemoveCaptionsArgs } from '../../generated/schema.ts';
import { captionsAttributes, LANGUAGES_ATTRIBUTE, retiredRevisions } from '../../model/captions.ts';
import { captionsKey } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { captionsLanguage } from '../shared/captions-language.ts';
import { noSuchVideo } from '../shared/request-error.ts';
import { updateVideo, type VideoUpdate } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';

export interface RemoveCaptionsDependencies {
  readonly videos: VideosTable;
  readonly outputs: Bucket;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Takes captions away, whatever state they are in. The row remembers which files go with them: whoever repeats it after a
 * failure finds none to take away, and deletes those files.
 */
export const removeCaptions =
  ({ videos, outputs, now }: RemoveCaptionsDependencies) =>
  async (args: MutationRemoveCaptionsArgs, callerId: string): Promise<VideoRow> => {
    const { videoId } = args;
    const language = captionsLanguage(args.language);
    const { row } = await updateVideo(videos, videoId, update(language, callerId, now()));
    if (row?.ownerId !== callerId) throw noSuchVideo();

    for (const revision of retiredRevisions(row, language))
      await outputs.client.send(
        new DeleteObjectCommand({ Bucket: outputs.name, Key: captionsKey(videoId, language, revision) }),
      );
    return row;
  };

function update(language: string, ownerId: string, now: number): VideoUpdate {
  const { asked, published, retired } = captionsAttributes(language);
  return {
    UpdateExpression: [
      'SET #retired = list_append(if_not_exists(#published.revisions, :none), if_not_exists(#retired, :none)),',
      'version = version + :one, updatedAt = :at',
      'REMOVE #asked, #published',
      'DELETE #languages :languages',
    ].join(' '),
    ConditionExpression: 'ownerId = :owner AND attribute_exists(#asked)',
    ExpressionAttributeNames: {
      '#asked': asked,
      '#published': published,
      '#retired': retired,
      '#languages': LANGUAGES_ATTRIBUTE,
    },
    ExpressionAttributeValues: {
      ':none': [],
      ':languages': new Set([language]),
      ':one': 1,
      ':at': new Date(now).toISOString(),
      ':owner': ownerId,
    },
  };
}
