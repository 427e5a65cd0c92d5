import { AwsError } from '../../../runtime/errors.ts';

/** Judges a line. */
export type LineMatcher = (message: string) => boolean;

export const invalidPattern = (reason: string) =>
  new AwsError('InvalidParameterException', `Invalid filter pattern: ${reason}.`);
