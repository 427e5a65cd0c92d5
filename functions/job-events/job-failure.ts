import type { FailureCode } from '../../model/failures.ts';

/** MediaConvert's error codes that tell something about the file. All others are troubles of ours or of the service's. */
const FILE_FAULTS: Readonly<Record<number, FailureCode>> = {
  // The file cannot be opened, or nothing in it is recognised.
  1010: 'NOT_A_VIDEO',
  // A track or a codec that the service does not take.
  1020: 'UNSUPPORTED',
  1021: 'UNSUPPORTED',
  1022: 'UNSUPPORTED',
  1030: 'UNSUPPORTED',
  // It opens, but cannot be read to its end.
  1040: 'CORRUPT',
  1041: 'CORRUPT',
  1042: 'CORRUPT',
  1043: 'CORRUPT',
  1075: 'CORRUPT',
  1076: 'CORRUPT',
};

export const failureCode = (errorCode: number | undefined): FailureCode =>
  FILE_FAULTS[errorCode ?? 0] ?? 'TRANSCODE_FAILED';
