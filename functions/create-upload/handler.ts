import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import type { TranscodingProfile } from '../../model/video-types.ts';
import { answerField } from '../shared/appsync.ts';
import { documentClient, objectClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { createUpload } from './create-upload.ts';

export const handler = answerField(
  createUpload({
    videos: { client: documentClient(), name: required('VIDEOS_TABLE') },
    bucket: { client: objectClient(), name: required('UPLOAD_BUCKET') },
    now: Date.now,
    newId: () => ulid(),
    newToken: () => randomBytes(16).toString('base64url'),
    profile: required('PROFILE') as TranscodingProfile,
  }),
);
