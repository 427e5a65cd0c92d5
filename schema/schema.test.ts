import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generate, loadCodegenConfig } from '@graphql-codegen/cli';
import {
  buildASTSchema,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  validate,
  visit,
  type DocumentNode,
  type GraphQLObjectType,
  type NameNode,
  type StringValueNode,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { REACTIONS, VIDEO_STATUS } from '../functions/shared/publications.ts';
import type * as api from '../generated/schema.ts';
import type * as model from '../model/video-types.ts';
import { readSchemaFiles, resolverNames } from '../scripts/build.ts';
import { mergeSchema } from '../scripts/merge-schema.ts';

const ROOT = join(import.meta.dirname, '..');
const directives = await readFile(join(ROOT, 'schema/appsync.directives.graphql'), 'utf8');
let sdl: string;
let document: DocumentNode;

beforeAll(async () => {
  sdl = mergeSchema(await readSchemaFiles());
  document = parse(sdl);
});

const schema = () => buildASTSchema(parse(`${directives}\n${sdl}`));
const objectTypes = () =>
  Object.values(schema().getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
const directivesOf = (node: { directives?: readonly { name: { value: string } }[] } | null | undefined) =>
  (node?.directives ?? []).map(({ name }) => name.value);

describe('the SDL', () => {
  test('is one document without extensions, and without what AppSync brings itself', () => {
    const kinds = new Set(document.definitions.map(({ kind }) => kind));
    expect(kinds).not.toContain(Kind.OBJECT_TYPE_EXTENSION);
    expect(kinds).not.toContain(Kind.SCALAR_TYPE_DEFINITION);
    expect(kinds).not.toContain(Kind.DIRECTIVE_DEFINITION);
  });

  test('describes every type, field, argument, input field and enum value', () => {
    const undescribed: string[] = [];
    const check = (node: { name: NameNode; description?: StringValueNode }) => {
      if (!node.description?.value.trim()) undescribed.push(node.name.value);
    };
    visit(document, {
      ObjectTypeDefinition: check,
      InputObjectTypeDefinition: check,
      EnumTypeDefinition: check,
      EnumValueDefinition: check,
      FieldDefinition: check,
      InputValueDefinition: check,
    });
    expect(undescribed).toEqual([]);
  });

  test('says of every object type who reaches it', () => {
    for (const type of objectTypes())
      expect(directivesOf(type.astNode), type.name).toContain('aws_cognito_user_pools');
  });

  /** The types that a mode can see from its root fields. */
  function reach(mode: string): { roots: string[]; types: Set<string> } {
    const roots: string[] = [];
    const types = new Set<string>();
    const walk = (type: unknown) => {
      let named = type as { ofType?: unknown };
      while (named.ofType) named = named.ofType as typeof named;
      if (!isObjectType(named) || types.has(named.name)) return;
      types.add(named.name);
      for (const field of Object.values(named.getFields())) walk(field.type);
    };
    for (const root of [schema().getQueryType(), schema().getMutationType(), schema().getSubscriptionType()])
      for (const field of Object.values(root!.getFields())) {
        if (!directivesOf(field.astNode).includes(mode)) continue;
        roots.push(`${root!.name}.${field.name}`);
        walk(field.type);
      }
    return { roots, types };
  }

  test('shows guests what is public, and marks every type behind it for them', () => {
    const { roots, types } = reach('aws_api_key');
    expect(roots.sort()).toEqual([
      'Query.plans',
      'Query.profile',
      'Query.video',
      'Query.videos',
      'Subscription.onReactions',
    ]);
    const marked = objectTypes().filter((type) => directivesOf(type.astNode).includes('aws_api_key'));
    expect(new Set(marked.map(({ name }) => name))).toEqual(types);
  });

  test('shows IAM what the pipeline publishes, and nothing else', () => {
    const { roots, types } = reach('aws_iam');
    expect(roots.sort()).toEqual(['Mutation.publishReactions', 'Mutation.publishVideoStatus']);
    for (const { astNode, name } of Object.values(schema().getMutationType()!.getFields()))
      if (name.startsWith('publish')) expect(directivesOf(astNode)).toEqual(['aws_iam']);
    const marked = objectTypes().filter((type) => directivesOf(type.astNode).includes('aws_iam'));
    expect(new Set(marked.map(({ name }) => name))).toEqual(types);
  });

  test('has a resolver file for every root field, and a field for every resolver file', async () => {
    const names = await resolverNames();
    const roots = objectTypes()
      .filter(({ name }) => ['Query', 'Mutation', 'Subscription'].includes(name))
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(names).toEqual(expect.arrayContaining(roots));
    const fields = objectTypes().flatMap((type) =>
      Object.keys(type.getFields()).map((field) => `${type.name}.${field}`),
    );
    expect(names.filter((name) => !fields.includes(name))).toEqual([]);
  });

  test('refuses a type that is defined twice, or extended but not defined', () => {
    expect(() => mergeSchema(['type A { a: Int }', 'type A { b: Int }'])).toThrow('A is defined twice');
    expect(() => mergeSchema(['extend type A { a: Int }'])).toThrow('A is extended but defined nowhere');
  });
});

describe('documents', () => {
  test.each([
    ['publishVideoStatus', VIDEO_STATUS.mutation, ['VideoStatusEvent', 'Failure']],
    ['publishReactions', REACTIONS.mutation, ['ReactionEvent']],
  ])('%s is valid and selects every field that subscribers may ask for', (name, mutation, types) => {
    const publish = parse(mutation);
    expect(validate(schema(), publish)).toEqual([]);
    const selected: string[] = [];
    visit(publish, { Field: ({ name }) => void selected.push(name.value) });
    const fieldsOf = (typeName: string) => {
      const type = schema().getType(typeName);
      return isObjectType(type) ? Object.keys(type.getFields()) : [];
    };
    expect(selected.sort()).toEqual([name, ...types.flatMap(fieldsOf)].sort());
  });

  test.each([
    ['VideoStatusInput', 'VideoStatusEvent'],
    ['FailureInput', 'Failure'],
    ['ReactionInput', 'ReactionEvent'],
  ])('%s has exactly the fields of %s', (input, event) => {
    const keys = (name: string) => {
      const type = schema().getType(name);
      return isObjectType(type) || isInputObjectType(type) ? Object.keys(type.getFields()).sort() : undefined;
    };
    expect(keys(input)).toEqual(keys(event));
  });
});

describe('types', () => {
  test('generated/schema.ts is up to date', async () => {
    const { config } = (await loadCodegenConfig({ configFilePath: join(ROOT, 'codegen.yml') }))!;
    const outputs = await generate({ ...config, cwd: ROOT, silent: true }, false);
    for (const { filename, content } of outputs as { filename: string; content: string }[])
      expect(await readFile(join(ROOT, filename), 'utf8'), `run graphql-codegen: ${filename}`).toBe(content);
  });

  test('the model speaks the API’s words', () => {
    type Same<A, B> = [A, B] extends [B, A] ? true : false;
    const same: [
      Same<api.VideoKind, model.VideoKind>,
      Same<api.VideoStatus, model.VideoStatus>,
      Same<api.Visibility, model.Visibility>,
      Same<api.Access, model.Access>,
      Same<api.UploadMethod, model.UploadMethod>,
      Same<api.Failure, model.Failure>,
      Same<api.Rendition, model.Rendition>,
    ] = [true, true, true, true, true, true, true];
    // `tsc` is the judge: a difference makes one of these `true`s an error.
    expect(same).not.toContain(false);
  });
});
