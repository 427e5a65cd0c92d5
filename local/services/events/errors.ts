import { AwsError } from '../../runtime/errors.ts';

export const invalid = (message: string) => new AwsError('ValidationException', message);

/** As AWS writes that a member breaks its model. */
export const constraint = (member: string, rule: string) =>
  invalid(`1 validation error detected: Value at '${member}' failed to satisfy constraint: ${rule}`);

export const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);

export const busNotFound = (name: string) => notFound(`Event bus ${name} does not exist.`);

export const ruleNotFound = (name: string, bus: string) =>
  notFound(`Rule ${name} does not exist on EventBus ${bus}.`);
