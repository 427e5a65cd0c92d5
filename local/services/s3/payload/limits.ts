/** A single request's body: 5 GiB. Source: "Amazon S3 multipart upload limits". */
export const MAX_PUT_BYTES = 5 * 1024 ** 3;
/** 48.8 TiB: 10,000 parts of the largest size. */
export const MAX_OBJECT_BYTES = 10_000 * MAX_PUT_BYTES;
export const MAX_PARTS = 10_000;
/** Every part but the last. */
export const MIN_PART_BYTES = 5 * 1024 * 1024;
