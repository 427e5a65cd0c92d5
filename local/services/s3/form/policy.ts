import { s3Error } from '../errors.ts';

/** A POST policy, as the form carries it (S3 API reference, "POST policy"). */
export interface PostPolicy {
  /** Milliseconds since the epoch. */
  readonly expiration: number;
  readonly conditions: readonly Condition[];
  /** Bytes that the file may have; `undefined` when the policy does not say. */
  readonly lengthRange: { readonly min: number; readonly max: number } | undefined;
}

export interface Condition {
  readonly kind: 'eq' | 'starts-with';
  /** The form field in lower case, without the `$`. */
  readonly field: string;
  /** As the policy writes it, for the message. */
  readonly name: string;
  readonly value: string;
}

/** Fields that no condition need cover. */
const FREE_FIELDS = ['x-amz-signature', 'file', 'policy', 'awsaccesskeyid', 'signature'];

/** Reads a policy document. Throws `InvalidPolicyDocument`. */
export function parsePolicy(base64: string): PostPolicy {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'));
  } catch {
    throw s3Error.invalidPolicyDocument('Invalid JSON.');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw s3Error.invalidPolicyDocument('Policy must be a JSON object.');
  const { expiration, conditions } = document as { expiration?: unknown; conditions?: unknown };
  if (expiration === undefined) throw s3Error.invalidPolicyDocument('Policy missing expiration.');
  const expires = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(expires))
    throw s3Error.invalidPolicyDocument(`Invalid 'expiration' value: '${String(expiration)}'`);
  if (conditions === undefined) throw s3Error.invalidPolicyDocument('Policy missing conditions.');
  if (!Array.isArray(conditions))
    throw s3Error.invalidPolicyDocument("Invalid 'conditions' value: must be a List.");

  const parsed: Condition[] = [];
  let lengthRange: PostPolicy['lengthRange'];
  for (const condition of conditions as unknown[]) {
    if (Array.isArray(condition) && String(condition[0]).toLowerCase() === 'content-length-range') {
      const range = parseRange(condition);
      // Of two ranges, both must hold.
      lengthRange = {
        min: Math.max(range.min, lengthRange?.min ?? 0),
        max: Math.min(range.max, lengthRange?.max ?? Number.POSITIVE_INFINITY),
      };
    } else parsed.push(...parseCondition(condition));
  }
  return { expiration: expires, conditions: parsed, lengthRange };
}

/**
 * Holds a form against its policy. `fields` has lower-case names. Throws `AccessDenied` in S3's words:
 * expired, a condition that fails, or a field that the policy does not know.
 */
export function checkPolicy(
  policy: PostPolicy,
  fields: ReadonlyMap<string, string>,
  bucket: string,
  now: number,
): void {
  if (policy.expiration <= now) throw invalid('Policy expired.');
  // The bucket is where the form was sent, whatever a field says.
  const known = new Map(fields).set('bucket', bucket);
  for (const condition of policy.conditions)
    if (!holds(condition, known.get(condition.field)))
      throw invalid(
        `Policy Condition failed: ["${condition.kind}", "$${condition.name}", "${condition.value}"]`,
      );

  const covered = new Set(policy.conditions.map(({ field }) => field));
  const extra = [...fields.keys()].filter(
    (name) => !covered.has(name) && !FREE_FIELDS.includes(name) && !name.startsWith('x-ignore-'),
  );
  if (extra.length > 0) throw invalid(`Extra input fields: ${extra.join(', ')}`);
}

function holds(condition: Condition, value: string | undefined): boolean {
  if (value === undefined) return false;
  if (condition.kind === 'eq') return value === condition.value;
  // A list of content types is allowed only as a whole.
  const values = condition.field === 'content-type' ? value.split(',').map((type) => type.trim()) : [value];
  return values.every((each) => each.startsWith(condition.value));
}

function parseCondition(condition: unknown): Condition[] {
  if (Array.isArray(condition)) {
    const [operator, name, value] = condition as unknown[];
    const kind = String(operator).toLowerCase();
    if (condition.length !== 3 || (kind !== 'eq' && kind !== 'starts-with'))
      throw s3Error.invalidPolicyDocument(`Invalid Condition: ${JSON.stringify(condition)}`);
    if (typeof name !== 'string' || !name.startsWith('$') || typeof value !== 'string')
      throw s3Error.invalidPolicyDocument(`Invalid Condition: ${JSON.stringify(condition)}`);
    return [{ kind, field: name.slice(1).toLowerCase(), name: name.slice(1), value }];
  }
  if (typeof condition !== 'object' || condition === null || Object.keys(condition).length !== 1)
    throw s3Error.invalidPolicyDocument(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    );
  return Object.entries(condition).map(([name, value]) => {
    if (typeof value !== 'string')
      throw s3Error.invalidPolicyDocument('Invalid Simple-Condition: value must be a string.');
    return { kind: 'eq', field: name.toLowerCase(), name, value };
  });
}

function parseRange(condition: readonly unknown[]): { min: number; max: number } {
  const [min, max] = condition.slice(1).map(Number);
  if (condition.length !== 3 || !Number.isInteger(min) || !Number.isInteger(max) || min! < 0)
    throw s3Error.invalidPolicyDocument(`Invalid content-length-range: ${JSON.stringify(condition)}`);
  return { min: min!, max: max! };
}

const invalid = (reason: string) => s3Error.accessDenied(`Invalid according to Policy: ${reason}`);
