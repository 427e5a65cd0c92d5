import type { UploadRecord, VideoRow } from '../../model/video-row.ts';
import { badRequest } from './request-error.ts';

/** An upload in parts, as S3 and the row know it. */
export type MultipartUpload = UploadRecord & Required<Pick<UploadRecord, 'uploadId' | 'partCount'>>;

export function multipartUpload({ upload }: VideoRow): MultipartUpload {
  const { uploadId, partCount } = upload;
  if (uploadId === undefined || partCount === undefined)
    throw badRequest('videoId: its file is sent as one form, not in parts.');
  return { ...upload, uploadId, partCount };
}

/** Throws `BadRequest` unless these are distinct numbers of parts that the upload has. */
export function assertPartNumbers(field: string, numbers: readonly number[], partCount: number): void {
  if (numbers.some((number) => !Number.isInteger(number) || number < 1 || number > partCount))
    throw badRequest(`${field}: part numbers go from 1 to ${partCount}.`);
  if (new Set(numbers).size < numbers.length) throw badRequest(`${field}: a part number is repeated.`);
}
