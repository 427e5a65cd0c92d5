import {
  COMPLETE_UPLOAD,
  CREATE_UPLOAD,
  MY_VIDEOS,
  ON_MY_VIDEO_STATUS,
  SIGN_UPLOAD_PARTS,
  type CreateUploadMutation,
  type OnMyVideoStatusSubscription,
  type OwnVideoFragment,
} from '../../client/index.ts';
import type { CompletedPartInput, CreateUploadInput, UploadPart } from '../../generated/schema.ts';
import { listen, request } from './request.ts';

/** One of the caller's videos. */
export type OwnVideo = OwnVideoFragment;
export type StatusEvent = NonNullable<OnMyVideoStatusSubscription['onMyVideoStatus']>;
/** How to send a file. */
export type UploadPlan = CreateUploadMutation['createUpload'];

export const createUpload = async (input: CreateUploadInput): Promise<UploadPlan> =>
  (await request(CREATE_UPLOAD, { input })).createUpload;

export async function signUploadPart(videoId: string, partNumber: number): Promise<UploadPart> {
  const { signUploadParts } = await request(SIGN_UPLOAD_PARTS, { videoId, partNumbers: [partNumber] });
  return signUploadParts[0]!;
}

export async function completeUpload(videoId: string, parts: CompletedPartInput[]): Promise<void> {
  await request(COMPLETE_UPLOAD, { videoId, parts });
}

export const myVideos = async (): Promise<OwnVideo[]> =>
  (await request(MY_VIDEOS, { limit: 50 })).myVideos.items;

/** Every change of the caller's videos from now on. Answers with the way to stop. */
export const onMyVideoStatus = (hear: {
  next(event: StatusEvent): void;
  standing(): void;
  failed(error: unknown): void;
}): (() => void) =>
  listen(
    ON_MY_VIDEO_STATUS,
    {},
    {
      ...hear,
      next({ onMyVideoStatus: event }) {
        if (event) hear.next(event);
      },
    },
  );
