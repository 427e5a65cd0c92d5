import type { Look } from '../shared/look.ts';
import { uploadedObjects, type UploadedObject } from '../shared/uploaded-objects.ts';

/** What a message of the upload queue asks for: what to do about a file, or about a video whose file is somewhere. */
export type Task = { readonly arrived: UploadedObject } | { readonly look: string };

/** The tasks of one message, S3's or ours. Throws `Poison` for anything else. */
export const tasksOf = (body: unknown): Task[] =>
  isLook(body) ? [{ look: body.videoId }] : uploadedObjects(body).map((arrived) => ({ arrived }));

const isLook = (body: unknown): body is Look =>
  typeof body === 'object' && body !== null && 'videoId' in body && typeof body.videoId === 'string';
