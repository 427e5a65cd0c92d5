import { AwsError } from '../errors.ts';

/** The pattern is not one of EventBridge's. */
export const invalidPattern = (reason: string) =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
