import { AwsError } from '../../runtime/errors.ts';
import type { JsonOperations } from '../../runtime/protocols/json.ts';
import {
  objects,
  optionalFlag,
  optionalText,
  optionalWhole,
  text,
  texts,
  type Input,
} from '../../runtime/protocols/members.ts';
import type { Access } from './access.ts';
import { afterOf, names, reference, tokenFor, validation } from './input.ts';
import type { Kept, Store } from './store.ts';

/** The operations that read. */
export function readOperations(store: Store, access: Access): JsonOperations {
  return {
    GetParameter(input: Input, { caller }) {
      const wanted = reference(text(input, 'Name'));
      access.allow(caller, 'GetParameter', wanted.name);
      const decrypt = optionalFlag(input, 'WithDecryption') ?? false;
      return { Parameter: access.described(found(store, wanted), decrypt, wanted.selector) };
    },

    GetParameters(input: Input, { caller }) {
      const decrypt = optionalFlag(input, 'WithDecryption') ?? false;
      const wanted = names(input).map((name) => ({ given: name, ...reference(name) }));
      for (const { name } of wanted) access.allow(caller, 'GetParameters', name);
      const all = wanted.map((one) => ({ ...one, kept: select(store, one) }));
      return {
        Parameters: all.flatMap(({ kept, selector }) =>
          kept ? access.described(kept, decrypt, selector) : [],
        ),
        InvalidParameters: all.filter(({ kept }) => !kept).map(({ given }) => given),
      };
    },

    GetParametersByPath(input: Input, { caller }) {
      const path = text(input, 'Path');
      if (!path.startsWith('/'))
        throw validation(
          'The parameter path must begin with a forward slash: it is the hierarchy of the parameters.',
        );
      const recursive = optionalFlag(input, 'Recursive') ?? false;
      access.allow(caller, 'GetParametersByPath', path, { 'ssm:Recursive': String(recursive) });
      const decrypt = optionalFlag(input, 'WithDecryption') ?? false;
      const most = optionalWhole(input, 'MaxResults', { least: 1, most: 10 }) ?? 10;
      const fits = filterOf(input, ['Type']);
      const prefix = path.endsWith('/') ? path : `${path}/`;
      const { page, NextToken } = pageOf(
        store,
        input,
        most,
        (name) => name.startsWith(prefix) && (recursive || !name.slice(prefix.length).includes('/')),
        fits,
      );
      return {
        Parameters: page.map((kept) => access.described(kept, decrypt)),
        ...(NextToken && { NextToken }),
      };
    },

    DescribeParameters(input: Input, { caller }) {
      access.allow(caller, 'DescribeParameters', undefined);
      const most = optionalWhole(input, 'MaxResults', { least: 1, most: 50 }) ?? 50;
      const fits = filterOf(input, ['Name', 'Path', 'Tier', 'Type']);
      const { page, NextToken } = pageOf(store, input, most, () => true, fits);
      return { Parameters: page.map(access.metadata), ...(NextToken && { NextToken }) };
    },

    GetParameterHistory(input: Input, { caller }) {
      const { name } = reference(text(input, 'Name'));
      access.allow(caller, 'GetParameterHistory', name);
      const decrypt = optionalFlag(input, 'WithDecryption') ?? false;
      const versions = store.versions(name);
      if (versions.length === 0) throw notFound();
      return {
        Parameters: versions.map((kept) => ({
          ...access.metadata(kept),
          Value: decrypt ? kept.value : kept.sealed,
          Labels: [],
        })),
      };
    },
  };
}

export const notFound = (): AwsError => new AwsError('ParameterNotFound', '');

type Wanted = ReturnType<typeof reference>;

const select = (store: Store, { name, selector }: Wanted): Kept | undefined =>
  selector === undefined || /^\d{1,9}$/.test(selector)
    ? store.find(name, selector === undefined ? undefined : Number(selector))
    : undefined;

export function found(store: Store, wanted: Wanted): Kept {
  const kept = select(store, wanted);
  if (kept) return kept;
  if (wanted.selector === undefined || !store.find(wanted.name)) throw notFound();
  throw new AwsError(
    'ParameterVersionNotFound',
    `Systems Manager could not find version ${wanted.selector} of ${wanted.name}. Verify the version and try again.`,
  );
}

function pageOf(
  store: Store,
  input: Input,
  most: number,
  isNamed: (name: string) => boolean,
  fits: (kept: Kept) => boolean,
): { page: readonly Kept[]; NextToken?: string } {
  const page: Kept[] = [];
  for (const name of store.names(afterOf(input))) {
    if (!isNamed(name)) continue;
    const kept = store.find(name)!;
    if (!fits(kept)) continue;
    if (page.length === most) return { page, NextToken: tokenFor(page.at(-1)!.name) };
    page.push(kept);
  }
  return { page };
}

const FILTERED: Readonly<Record<string, (kept: Kept) => string>> = {
  Name: ({ name }) => name,
  Path: ({ name }) => name.slice(0, name.lastIndexOf('/')) || '/',
  Tier: ({ tier }) => tier,
  Type: ({ type }) => type,
};

function filterOf(input: Input, keys: readonly string[]): (kept: Kept) => boolean {
  const tests = objects(input, 'ParameterFilters').map((filter) => {
    const key = text(filter, 'Key');
    const of = keys.includes(key) ? FILTERED[key] : undefined;
    if (!of) throw new AwsError('InvalidFilterKey', `The filter ${key.slice(0, 100)} is not supported.`);
    const option = optionalText(filter, 'Option') ?? 'Equals';
    const values = texts(filter, 'Values');
    const test = {
      Equals: (actual: string, wanted: string) => actual === wanted,
      BeginsWith: (actual: string, wanted: string) => actual.startsWith(wanted),
      Contains: (actual: string, wanted: string) => actual.includes(wanted),
      OneLevel: (actual: string, wanted: string) => actual === wanted,
      Recursive: (actual: string, wanted: string) => actual === wanted || actual.startsWith(`${wanted}/`),
    }[option];
    if (!test)
      throw new AwsError('InvalidFilterOption', `The option ${option.slice(0, 100)} is not supported.`);
    return (kept: Kept) => values.some((wanted) => test(of(kept), wanted));
  });
  return (kept) => tests.every((test) => test(kept));
}
