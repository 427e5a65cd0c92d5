import { AwsError } from '../../../runtime/errors.ts';

/** Paths that one batch may have. */
const MOST_PATHS = 3000;
const LONGEST_PATH = 4000;

export const invalidArgument = (message: string) => new AwsError('InvalidArgument', message, 400);

/** Checks the paths of a batch: each begins with a slash, and a star is only at its end. */
export function checkPaths(paths: readonly string[], quantity: number): void {
  if (quantity !== paths.length)
    throw new AwsError(
      'InconsistentQuantities',
      "The value of Quantity and the size of Items don't match.",
      400,
    );
  if (paths.length === 0) throw invalidArgument('Your request must name at least one path.');
  if (paths.length > MOST_PATHS)
    throw new AwsError('BatchTooLarge', `An invalidation batch has at most ${MOST_PATHS} paths.`, 413);
  for (const path of paths) {
    const star = path.indexOf('*');
    const valid =
      path.startsWith('/') &&
      path.length <= LONGEST_PATH &&
      /^[\x21-\x7e]+$/.test(path) &&
      (star < 0 || star === path.length - 1);
    if (!valid) throw invalidArgument('Your request contains one or more invalid invalidation paths.');
  }
}

/** Whether a path of a batch names an address in the cache. */
export const names = (path: string, address: string): boolean =>
  path.endsWith('*') ? address.startsWith(path.slice(0, -1)) : address === path;
