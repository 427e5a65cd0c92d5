import { TemplateError } from '../../../runtime/errors.ts';
import { allowProperties } from '../../../runtime/properties.ts';
import type { Resource } from '../../../runtime/service.ts';
import type { ResolverModule } from '../javascript/module.ts';
import { isObject, type JsonObject } from '../json.ts';
import { CODE_PROPERTIES, readCode } from './code.ts';

/** A step against one data source: `AWS::AppSync::FunctionConfiguration`, or the whole of a unit resolver. */
export interface StepDefinition {
  readonly logicalId: string;
  readonly module: ResolverModule;
  readonly dataSource: string;
  /** Most siblings in one Lambda call; 0 leaves it to AppSync. */
  readonly maxBatchSize: number;
}

/** What `AWS::AppSync::Resolver` says. */
export type ResolverDefinition = {
  readonly logicalId: string;
  readonly typeName: string;
  readonly fieldName: string;
} & (
  | { readonly kind: 'UNIT'; readonly step: StepDefinition }
  | { readonly kind: 'PIPELINE'; readonly module: ResolverModule; readonly functionIds: readonly string[] }
);

const MOST_FUNCTIONS = 10;
const LARGEST_BATCH = 2000;

export function readFunction(resource: Resource): StepDefinition & { readonly name: string } {
  allowProperties(resource, [
    ...CODE_PROPERTIES,
    'ApiId',
    'Name',
    'Description',
    'DataSourceName',
    'FunctionVersion',
    'MaxBatchSize',
  ]);
  return { ...readStep(resource), name: String((resource.properties as JsonObject)['Name']) };
}

export function readResolver(resource: Resource): ResolverDefinition {
  allowProperties(resource, [
    ...CODE_PROPERTIES,
    'ApiId',
    'TypeName',
    'FieldName',
    'Kind',
    'DataSourceName',
    'PipelineConfig',
    'MaxBatchSize',
    'MetricsConfig',
  ]);
  const properties = resource.properties as JsonObject;
  const base = {
    logicalId: resource.logicalId,
    typeName: String(properties['TypeName']),
    fieldName: String(properties['FieldName']),
  };
  if (properties['Kind'] !== 'PIPELINE') return { ...base, kind: 'UNIT', step: readStep(resource) };
  const config = isObject(properties['PipelineConfig']) ? properties['PipelineConfig'] : {};
  const functionIds = Array.isArray(config['Functions']) ? config['Functions'].map(String) : [];
  if (functionIds.length > MOST_FUNCTIONS)
    throw new TemplateError(resource.logicalId, `a pipeline has at most ${MOST_FUNCTIONS} functions.`);
  return { ...base, kind: 'PIPELINE', module: readCode(resource), functionIds };
}

function readStep(resource: Resource): StepDefinition {
  const properties = resource.properties as JsonObject;
  const maxBatchSize = Number(properties['MaxBatchSize'] ?? 0);
  if (!Number.isInteger(maxBatchSize) || maxBatchSize < 0 || maxBatchSize > LARGEST_BATCH)
    throw new TemplateError(resource.logicalId, `MaxBatchSize must be between 0 and ${LARGEST_BATCH}.`);
  if (typeof properties['DataSourceName'] !== 'string')
    throw new TemplateError(resource.logicalId, 'it needs DataSourceName.');
  return {
    logicalId: resource.logicalId,
    module: readCode(resource),
    dataSource: properties['DataSourceName'],
    maxBatchSize,
  };
}
