import { TemplateError } from '../../../runtime/errors.ts';

/** Part of a template: members of any kind. */
export type Json = Readonly<Record<string, unknown>>;

/** Throws `TemplateError` unless `value` is an object. */
export function object(value: unknown, logicalId: string, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TemplateError(logicalId, `${name} must be an object.`);
  return value as Json;
}

/** A list of objects; absent is empty. Throws `TemplateError` for anything else. */
export function list(value: unknown, logicalId: string, name: string): Json[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new TemplateError(logicalId, `${name} must be a list.`);
  return value.map((item) => object(item, logicalId, name));
}

/** Throws `TemplateError`, naming it, for a member that is not on the list. */
export function only(value: Json, logicalId: string, where: string, known: readonly string[]): void {
  for (const name of Object.keys(value))
    if (!known.includes(name)) throw new TemplateError(logicalId, `${name} of ${where} is not supported.`);
}

export const text = (value: unknown): string => (value === undefined ? '' : String(value));

/** CloudFormation writes numbers as numbers or as text. Throws `TemplateError` for anything else. */
export function number(value: unknown, logicalId: string, name: string): number | undefined {
  if (value === undefined) return undefined;
  const parsed = Number(value);
  if (!Number.isFinite(parsed)) throw new TemplateError(logicalId, `${name} must be a number.`);
  return parsed;
}
