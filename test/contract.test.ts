import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { buildClientSchema, getIntrospectionQuery, isObjectType, type IntrospectionQuery } from 'graphql';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ask } from './support/graphql.ts';
import { signIn } from './support/people.ts';

const outputs = inject('outputs');
const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** `Type.field` of every resolver, as the files, the template and the schema each have it. */
const files = readdirSync(join(import.meta.dirname, '..', 'resolvers'))
  .filter((file) => /^[A-Z]\w*\.\w+\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();
let template: string[];
let fields: { name: string; root: boolean; description: string | null | undefined }[];
let undescribed: string[];

beforeAll(async () => {
  const { awsEndpoint, rootCredentials, demoUsers } = outputs.custom.playhead;
  const cloudformation = new CloudFormationClient({
    endpoint: awsEndpoint,
    region: 'us-east-1',
    credentials: rootCredentials,
  });
  const { TemplateBody } = await cloudformation.send(new GetTemplateCommand({ StackName: 'Playhead' }));
  const { Resources } = JSON.parse(TemplateBody!) as {
    Resources: Record<string, { Type: string; Properties: { TypeName: string; FieldName: string } }>;
  };
  template = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::AppSync::Resolver')
    .map(({ Properties }) => `${Properties.TypeName}.${Properties.FieldName}`)
    .sort();

  const viewer = await signIn(outputs, demoUsers[0]!);
  const introspection = await ask<IntrospectionQuery>(outputs, viewer, getIntrospectionQuery());
  const types = Object.values(
    buildClientSchema(introspection as unknown as IntrospectionQuery).getTypeMap(),
  ).filter(({ name }) => !name.startsWith('__'));
  const objects = types.filter(isObjectType);
  fields = objects.flatMap((type) =>
    Object.values(type.getFields()).map(({ name, description }) => ({
      name: `${type.name}.${name}`,
      root: ROOTS.includes(type.name),
      description,
    })),
  );
  undescribed = [
    ...types
      .filter(
        ({ name, description }) =>
          !description && !ROOTS.includes(name) && !/^(AWS\w+|ID|Int|Float|String|Boolean)$/.test(name),
      )
      .map(({ name }) => name),
    ...fields.filter(({ description }) => !description).map(({ name }) => name),
  ];
});

describe('the contract', () => {
  it('has the same resolvers in the files and in the template', () => {
    expect(template).toEqual(files);
  });

  it('has a resolver for every root field, and none for a field that the schema lacks', () => {
    const names = fields.map(({ name }) => name);
    expect(files.filter((file) => !names.includes(file))).toEqual([]);
    expect(fields.filter(({ name, root }) => root && !files.includes(name))).toEqual([]);
  });

  it('describes every type and field that the console shows', () => {
    expect(undescribed).toEqual([]);
  });
});
