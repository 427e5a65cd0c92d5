import { JobError } from '../jobs/job-error.ts';

/** AAC-LC, the one audio codec made here. */
export const AAC_LC = 'mp4a.40.2';

const hex = (bytes: Buffer) => bytes.toString('hex');
const behind = (bytes: Buffer, box: string): Buffer | undefined => {
  const at = bytes.indexOf(box);
  return at < 0 ? undefined : bytes.subarray(at + box.length);
};

/**
 * RFC 6381's name of a video stream from its own bytes: the configuration box of an init segment says it,
 * and for H.264 the first sequence parameter set of a transport stream.
 */
export function videoCodec(bytes: Buffer): string {
  const avc = behind(bytes, 'avcC');
  if (avc) return `avc1.${hex(avc.subarray(1, 4))}`;
  const hevc = behind(bytes, 'hvcC');
  if (hevc) return hevcName(hevc);
  const av1 = behind(bytes, 'av1C');
  if (av1) return av1Name(av1);
  for (let at = bytes.indexOf('000001', 0, 'hex'); at >= 0; at = bytes.indexOf('000001', at + 3, 'hex'))
    if ((bytes[at + 3]! & 0x1f) === 7) return `avc1.${hex(bytes.subarray(at + 4, at + 7))}`;
  throw new JobError(1999, 'The transcoder wrote a video stream without parameters.');
}

/** ISO/IEC 14496-15, annex E: profile, its compatibility flags in reverse, tier and level, constraints. */
function hevcName(box: Buffer): string {
  const profile = box[1]!;
  const space = ['', 'A', 'B', 'C'][profile >> 6]!;
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) reversed |= ((box.readUInt32BE(2) >>> bit) & 1) << (31 - bit);
  const constraints = [...box.subarray(6, 12)];
  while (constraints.at(-1) === 0) constraints.pop();
  return [
    'hvc1',
    `${space}${profile & 0x1f}`,
    (reversed >>> 0).toString(16).toUpperCase(),
    `${profile & 0x20 ? 'H' : 'L'}${box[12]}`,
    ...constraints.map((byte) => byte.toString(16).toUpperCase()),
  ].join('.');
}

/** AV1's ISO binding: profile, level and tier, bits of a sample. */
function av1Name(box: Buffer): string {
  const [, levels = 0, flags = 0] = box;
  const level = String(levels & 0x1f).padStart(2, '0');
  const depth = flags & 0x40 ? (flags & 0x20 ? '12' : '10') : '08';
  return `av01.${levels >> 5}.${level}${flags & 0x80 ? 'H' : 'M'}.${depth}`;
}
