import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { captionsKey, captionsUploadKey, type CaptionsUploadName } from '../../model/keys.ts';
import { CAPTIONS_MAX_BYTES } from '../../model/limits.ts';
import type { Bucket } from '../shared/bucket.ts';

/** The files of captions, as they came and as players read them. */
export interface CaptionsFiles {
  /** Undefined for one that is larger than any form allows. */
  read(upload: CaptionsUploadName): Promise<Uint8Array | undefined>;
  /** The first one stays: a form can be sent again, but what players may have read is never written anew. */
  write(upload: CaptionsUploadName, file: string): Promise<void>;
  /** What players read. */
  remove(captions: CaptionsUploadName): Promise<void>;
  /** What was sent. */
  discard(upload: CaptionsUploadName): Promise<void>;
}

export const captionsFiles = (uploads: Bucket, outputs: Bucket): CaptionsFiles => ({
  async read({ videoId, language, revision }) {
    const { Body, ContentLength = 0 } = await uploads.client.send(
      new GetObjectCommand({ Bucket: uploads.name, Key: captionsUploadKey(videoId, language, revision) }),
    );
    if (ContentLength > CAPTIONS_MAX_BYTES) return undefined;
    return Body?.transformToByteArray();
  },
  async write({ videoId, language, revision }, file) {
    try {
      await outputs.client.send(
        new PutObjectCommand({
          Bucket: outputs.name,
          Key: captionsKey(videoId, language, revision),
          Body: file,
          ContentType: 'text/vtt; charset=utf-8',
          IfNoneMatch: '*',
        }),
      );
    } catch (error) {
      if (!(error instanceof S3ServiceException && error.name === 'PreconditionFailed')) throw error;
    }
  },
  async remove({ videoId, language, revision }) {
    await outputs.client.send(
      new DeleteObjectCommand({ Bucket: outputs.name, Key: captionsKey(videoId, language, revision) }),
    );
  },
  async discard({ videoId, language, revision }) {
    await uploads.client.send(
      new DeleteObjectCommand({ Bucket: uploads.name, Key: captionsUploadKey(videoId, language, revision) }),
    );
  },
});
