import { AwsError } from '../../runtime/errors.ts';

const error = (code: string, message: string, status: number) =>
  // The SDK reads `Message`.
  new AwsError(code, message, status, { Message: message });

export const invalid = (message: string) => error('ValidationException', message, 400);

/** As AWS writes that a member breaks its model. */
export const constraint = (value: unknown, member: string, rule: string) =>
  invalid(
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: ${rule}`,
  );

export const conflict = (message: string) => error('ConflictException', message, 409);

export const notFound = (message: string) => error('ResourceNotFoundException', message, 404);

export const scheduleNotFound = (name: string) => notFound(`Schedule ${name} does not exist.`);

export const groupNotFound = (name: string) => notFound(`Schedule group ${name} does not exist.`);
