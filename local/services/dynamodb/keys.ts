import { hash } from 'node:crypto';

/**
 * The digits at the head of a key, which spread the partitions over the key space: dynalite's own, by the one-shot
 * function that takes a third of the time. Numbers have an encoding of their own and are left to dynalite.
 */
export function hashPrefix(value: string, type: string): string | undefined {
  if (type === 'S') return md5(`Outliers${value}`).slice(0, 6);
  if (type === 'B') return md5(Buffer.concat([OUTLIERS, Buffer.from(value, 'base64')])).slice(0, 6);
  return undefined;
}
const OUTLIERS = Buffer.from('Outliers');

/**
 * What tells two rows of an index apart that have the same index key. dynalite takes six digits of a hash: of 5,000
 * items under one key, two would as likely as not be the same row.
 *
 * @param tableKey dynalite's key of the item in its table
 */
export const indexSuffix = (tableKey: string) => md5(tableKey);

const md5 = (data: string | Buffer) => hash('md5', data, 'hex');
