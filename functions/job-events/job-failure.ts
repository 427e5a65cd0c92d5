import type { FailureReason } from '../../model/failures.ts';

/** MediaConvert's error codes that tell something about the file. All others are troubles of ours or of the service's. */
const FILE_FAULTS: Readonly<Record<number, FailureReason>> = {
  // The file cannot be opened, or nothing in it is recognised.
  1010: 'NOT_A_VIDEO',
  // A track or a codec that the service does not take.
  1020: 'UNSUPPORTED_CODEC',
  1021: 'UNSUPPORTED_CODEC',
  1022: 'UNSUPPORTED_CODEC',
  1030: 'UNSUPPORTED_CODEC',
  // It opens, but cannot be read to its end.
  1040: 'CORRUPT',
  1041: 'CORRUPT',
  1042: 'CORRUPT',
  1043: 'CORRUPT',
  1075: 'CORRUPT',
  1076: 'CORRUPT',
};

export const failureCode = (errorCode: number | undefined): FailureReason =>
  FILE_FAULTS[errorCode ?? 0] ?? 'TRANSCODE_FAILED';
