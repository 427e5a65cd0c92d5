import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { readResolvers } from './resolvers.ts';
import { synthesizeTemplate, writePlaceholders } from './testing.ts';

const scratch = mkdtempSync(join(tmpdir(), 'infra-template-'));
const placeholders = writePlaceholders();
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
  placeholders.remove();
});

describe('the template', () => {
  it('keeps the identity of everything that holds data', () => {
    const stateful = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::S3::Bucket',
      'AWS::Cognito::UserPool',
      'AWS::SQS::Queue',
    ];
    const kept = Object.entries(synthesizeTemplate().Resources)
      .filter(([, { Type }]) => stateful.includes(Type))
      .map(([id, { Type, DeletionPolicy }]) => `${Type} ${id} ${DeletionPolicy}`);
    // A new logical id is a new, empty resource: change this list only together with a migration.
    expect(kept.sort()).toEqual([
      'AWS::Cognito::UserPool IdentityUserPool96FE3B9B Retain',
      'AWS::DynamoDB::GlobalTable StorageAccounts58C1F889 Retain',
      'AWS::DynamoDB::GlobalTable StorageEngagements8B8AB815 Retain',
      'AWS::DynamoDB::GlobalTable StorageShelves0BCEE0D4 Retain',
      'AWS::DynamoDB::GlobalTable StorageVideos75D4D269 Retain',
      'AWS::S3::Bucket StorageLogs2A2D4D26 Retain',
      'AWS::S3::Bucket StorageOutputsB8203D69 Retain',
      'AWS::S3::Bucket StorageUploadsBDC5E374 Retain',
      'AWS::SQS::Queue CaptionsArrivedDeadLettersF9213579 Delete',
      'AWS::SQS::Queue CaptionsArrivedQueue4094A9B1 Delete',
      'AWS::SQS::Queue CatalogueVideosStreamFailuresB3F8A282 Delete',
      'AWS::SQS::Queue EngagementEngagementsStreamFailures83736718 Delete',
      'AWS::SQS::Queue ErasureVideosStreamFailures46BD693A Delete',
      'AWS::SQS::Queue PipelineStateChangesDeadLettersE0948399 Delete',
      'AWS::SQS::Queue PipelineStateChangesQueueC081543F Delete',
      'AWS::SQS::Queue PipelineUploadedDeadLetters23EE74D9 Delete',
      'AWS::SQS::Queue PipelineUploadedQueueC1C3AB1A Delete',
    ]);
  });

  it('can be a stack that leaves nothing behind', () => {
    const { Resources } = synthesizeTemplate({ retainData: false });
    expect(Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
    expect(JSON.stringify(Resources)).not.toContain('"DeletionProtectionEnabled":true');
  });

  it('can restore every table, and streams those that something is derived from', () => {
    for (const { Type, Properties } of Object.values(synthesizeTemplate().Resources)) {
      if (Type !== 'AWS::DynamoDB::GlobalTable') continue;
      expect(Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        Replicas: [
          {
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            DeletionProtectionEnabled: true,
          },
        ],
      });
    }
    const streamed = Object.entries(synthesizeTemplate().Resources).filter(
      ([, { Properties }]) => Properties['StreamSpecification'] !== undefined,
    );
    expect(streamed.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'StorageEngagements',
      'StorageVideos',
    ]);
    for (const [, { Properties }] of streamed)
      expect(Properties['StreamSpecification']).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it('holds no custom resource, and no code but resolvers', () => {
    const { Resources } = synthesizeTemplate();
    const types = Object.values(Resources).map(({ Type }) => Type);
    expect(
      types.filter((type) => !type.startsWith('AWS::') || type === 'AWS::CloudFormation::CustomResource'),
    ).toEqual([]);
    expect(JSON.stringify(Resources)).not.toContain('"ZipFile"');
    expect(types).not.toContain('AWS::CDK::Metadata');
  });

  it('has no circle among its resources', () => {
    const { Resources } = synthesizeTemplate();
    const needs = new Map(
      Object.entries(Resources).map(([id, resource]) => {
        const text = JSON.stringify(resource);
        const named = [...text.matchAll(/"(?:Ref":|Fn::GetAtt":\[)"([A-Za-z0-9]+)"/g)].map(
          ([, name]) => name!,
        );
        return [
          id,
          [...named, ...[resource.DependsOn ?? []].flat()].filter((name) => name in Resources),
        ] as const;
      }),
    );
    const done = new Set<string>();
    const visit = (id: string, path: readonly string[]) => {
      expect(path, `circle: ${[...path, id].join(' → ')}`).not.toContain(id);
      if (done.has(id)) return;
      for (const next of needs.get(id) ?? []) visit(next, [...path, id]);
      done.add(id);
    };
    for (const id of needs.keys()) visit(id, []);
  });

  it('is the same, byte for byte, each time', () => {
    const synthesize = (name: string) => {
      const outdir = join(scratch, name);
      createApp({ outdir, dist: placeholders.dist, validation: false }).synth();
      return readdirSync(outdir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')])
        .sort();
    };
    expect(synthesize('once')).toEqual(synthesize('again'));
  });

  it('stands up to CloudFormation’s own rules, which do find faults', () => {
    const outdir = join(scratch, 'validated');
    createApp({ outdir, dist: placeholders.dist, validation: true }).synth();
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
      pluginReports: unknown[];
    };
    expect(report.pluginReports).toEqual([]);

    const faulty = new App({
      outdir: join(scratch, 'faulty'),
      context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
      builtinCloudFormationValidation: true,
    });
    const properties = { NoSuchProperty: true };
    new CfnResource(new Stack(faulty, 'Faulty'), 'Queue', { type: 'AWS::SQS::Queue', properties });
    expect(() => faulty.synth()).toThrow();
  }, 60_000);

  it('tells the functions which profile an upload has, and whether the lowest renditions come first', () => {
    const told = (context: Readonly<Record<string, unknown>> = {}) =>
      Object.values(synthesizeTemplate(context).Resources).flatMap(({ Properties: { Environment } }) => {
        const { Variables } = (Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> };
        const { PROFILE, EARLY_PLAYABLE } = Variables ?? {};
        return [PROFILE, EARLY_PLAYABLE].filter((value) => value !== undefined);
      });
    expect(told().toSorted()).toEqual(['STANDARD', 'true']);
    expect(told({ profile: 'COMPACT', earlyPlayable: false }).toSorted()).toEqual(['COMPACT', 'false']);
    expect(() => synthesizeTemplate({ profile: 'compact' })).toThrow(/"profile" must be one of STANDARD/);
  }, 60_000);

  it('refuses a grant that lives longer than six hours', () => {
    expect(() => synthesizeTemplate({ grantSeconds: 6 * 60 * 60 + 1 })).toThrow(/grantSeconds/);
  });
});

describe('the table of resolvers', () => {
  const directory = join(scratch, 'resolvers');
  mkdirSync(directory);
  writeFileSync(join(directory, 'Query.a.js'), 'code of a');

  it('gives each bundle its data source', () => {
    expect(readResolvers(directory, { 'Query.a': { dataSource: 'None' } })).toEqual([
      { typeName: 'Query', fieldName: 'a', code: 'code of a', wiring: { dataSource: 'None' } },
    ]);
  });

  it('refuses a bundle without a line, and a line without a bundle', () => {
    expect(() => readResolvers(directory, {})).toThrow(/No line for Query\.a/);
    const lines = { 'Query.a': { dataSource: 'None' }, 'Query.b': { dataSource: 'None' } } as const;
    expect(() => readResolvers(directory, lines)).toThrow(/No bundle for Query\.b/);
  });
});
