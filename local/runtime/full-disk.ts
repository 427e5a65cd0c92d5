/** SQLite's own number for a disk that is full. */
const SQLITE_FULL = 13;

/** Whether a write failed because the disk, or the share of it that is ours, is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, errcode } = error as NodeJS.ErrnoException & { readonly errcode?: number };
  return code === 'ENOSPC' || code === 'EDQUOT' || errcode === SQLITE_FULL;
}
