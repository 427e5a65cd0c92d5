import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import type { CaptionsUpload } from '../../generated/schema.ts';
import { captionsUploadKey, type CaptionsUploadName } from '../../model/keys.ts';
import { CAPTIONS_MAX_BYTES, UPLOAD_URL_SECONDS } from '../../model/limits.ts';
import type { Bucket } from '../shared/bucket.ts';

/**
 * A form for one key. Its type is one of the fields, always the same: browsers know no type for `.srt`, and what the file
 * really is shows when it is read.
 */
export async function captionsForm(
  bucket: Bucket,
  { videoId, language, revision }: CaptionsUploadName,
  now: number,
): Promise<Pick<CaptionsUpload, 'url' | 'fields' | 'expiresAt'>> {
  const { url, fields } = await createPresignedPost(bucket.client, {
    Bucket: bucket.name,
    Key: captionsUploadKey(videoId, language, revision),
    Fields: { 'Content-Type': 'application/octet-stream' },
    Conditions: [['content-length-range', 1, CAPTIONS_MAX_BYTES]],
    Expires: UPLOAD_URL_SECONDS,
  });
  return {
    url,
    fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
    expiresAt: new Date(now + UPLOAD_URL_SECONDS * 1_000).toISOString(),
  };
}
