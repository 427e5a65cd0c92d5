import type { CaptionsUpload, MutationAddCaptionsArgs } from '../../generated/schema.ts';
import { captionsAttributes, LANGUAGES_ATTRIBUTE, type CaptionsRecord } from '../../model/captions.ts';
import { CAPTIONS_LANGUAGES_MAX } from '../../model/limits.ts';
import type { VideoRow } from '../../model/video-row.ts';
import type { Bucket } from '../shared/bucket.ts';
import { captionsLanguage } from '../shared/captions-language.ts';
import { noSuchVideo, RequestError } from '../shared/request-error.ts';
import { updateVideo, type VideoUpdate } from '../shared/update-video.ts';
import type { VideosTable } from '../shared/videos.ts';
import { captionsForm } from './captions-form.ts';
import { label } from './label.ts';

export interface AddCaptionsDependencies {
  readonly videos: VideosTable;
  readonly bucket: Bucket;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newRevision: () => string;
}

/**
 * Begins captions in a language. Those that players can choose stay until the new file is ready. The one write decides
 * too whether there is such a video, and whose it is.
 */
export const addCaptions =
  ({ videos, bucket, now, newRevision }: AddCaptionsDependencies) =>
  async (args: MutationAddCaptionsArgs, callerId: string): Promise<CaptionsUpload> => {
    const { videoId } = args;
    const at = now();
    const captions: Omit<CaptionsRecord, 'published'> = {
      language: captionsLanguage(args.language),
      label: label(args.label),
      status: 'AWAITING_UPLOAD',
      revision: newRevision(),
    };
    const { applied, row } = await updateVideo(videos, videoId, update(captions, callerId, at));
    if (!applied) throw refusal(row, callerId);
    return { videoId, captions, ...(await captionsForm(bucket, { videoId, ...captions }, at)) };
  };

const update = (captions: Omit<CaptionsRecord, 'published'>, ownerId: string, now: number): VideoUpdate => ({
  UpdateExpression:
    'SET #asked = :asked, version = version + :one, updatedAt = :at ADD #languages :languages',
  ConditionExpression: [
    'ownerId = :owner',
    '#status <> :failed',
    '(attribute_not_exists(#profile) OR #profile <> :compact)',
    '(attribute_not_exists(#languages) OR contains(#languages, :language) OR size(#languages) < :most)',
  ].join(' AND '),
  ExpressionAttributeNames: {
    '#asked': captionsAttributes(captions.language).asked,
    '#languages': LANGUAGES_ATTRIBUTE,
    '#status': 'status',
    '#profile': 'profile',
  },
  ExpressionAttributeValues: {
    ':asked': captions,
    ':languages': new Set([captions.language]),
    ':language': captions.language,
    ':one': 1,
    ':at': new Date(now).toISOString(),
    ':owner': ownerId,
    ':failed': 'FAILED',
    ':compact': 'COMPACT',
    ':most': CAPTIONS_LANGUAGES_MAX,
  },
});

function refusal(row: VideoRow | undefined, callerId: string): RequestError {
  if (row?.ownerId !== callerId) return noSuchVideo();
  if (row.status === 'FAILED') return new RequestError('Conflict', 'The video has failed.');
  if (row.profile === 'COMPACT')
    return new RequestError('Conflict', 'A video of the profile COMPACT has no HLS, and so no captions.');
  return new RequestError('QuotaExceeded', `At most ${CAPTIONS_LANGUAGES_MAX} languages have captions.`);
}
