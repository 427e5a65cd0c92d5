import {
  ADD_CAPTIONS,
  CANCEL_UPLOAD,
  COMPLETE_UPLOAD,
  CREATE_UPLOAD,
  MY_VIDEOS,
  ON_MY_VIDEO_STATUS,
  ON_VIDEO_STATUS,
  REMOVE_CAPTIONS,
  RETRY_PROCESSING,
  SIGN_UPLOAD_PARTS,
  type AddCaptionsMutation,
  type CaptionsStateFragment,
  type CreateUploadMutation,
  type OnMyVideoStatusSubscription,
  type OwnVideoFragment,
  type VideoState,
} from '../../client/index.ts';
import type { CompletedPartInput, CreateUploadInput, UploadPart } from '../../generated/schema.ts';
import { listen, request } from './request.ts';

/** One of the caller's videos. */
export type OwnVideo = OwnVideoFragment;
export type StatusEvent = NonNullable<OnMyVideoStatusSubscription['onMyVideoStatus']>;
/** Captions of a video in one language. */
export type Captions = CaptionsStateFragment;
/** How to send a file of captions. */
export type CaptionsPlan = AddCaptionsMutation['addCaptions'];
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

/** Ends a video that is not ready yet. */
export const cancelUpload = async (videoId: string): Promise<OwnVideo> =>
  (await request(CANCEL_UPLOAD, { videoId })).cancelUpload;

/** Makes a video that failed again. */
export const retryProcessing = async (id: string): Promise<OwnVideo> =>
  (await request(RETRY_PROCESSING, { id })).retryProcessing;

export const addCaptions = async (videoId: string, language: string, label: string): Promise<CaptionsPlan> =>
  (await request(ADD_CAPTIONS, { videoId, language, label })).addCaptions;

export const removeCaptions = async (videoId: string, language: string): Promise<OwnVideo> =>
  (await request(REMOVE_CAPTIONS, { videoId, language })).removeCaptions;

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

/** Every change of one of the caller's videos from now on. Answers with the way to stop. */
export const onVideoStatus = (
  videoId: string,
  hear: { next(state: VideoState): void; standing(): void; failed(error: unknown): void },
): (() => void) =>
  listen(
    ON_VIDEO_STATUS,
    { videoId },
    {
      ...hear,
      next({ onVideoStatus: event }) {
        if (event) hear.next(event);
      },
    },
  );
