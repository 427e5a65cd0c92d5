import { JobError } from '../jobs/job-error.ts';

/** AAC-LC, the one audio codec made here. */
export const AAC_LC = 'mp4a.40.2';

const hex = (bytes: Buffer) => `avc1.${bytes.toString('hex')}`;

/**
 * RFC 6381's name of an H.264 stream from its own bytes: profile, constraints and level stand in the
 * `avcC` box of an init segment, and in the first sequence parameter set of a transport stream.
 */
export function avcCodec(bytes: Buffer): string {
  const box = bytes.indexOf('avcC');
  if (box >= 0) return hex(bytes.subarray(box + 5, box + 8));
  for (let at = bytes.indexOf('000001', 0, 'hex'); at >= 0; at = bytes.indexOf('000001', at + 3, 'hex'))
    if ((bytes[at + 3]! & 0x1f) === 7) return hex(bytes.subarray(at + 4, at + 7));
  throw new JobError(1999, 'The transcoder wrote a video stream without parameters.');
}
