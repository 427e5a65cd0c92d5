import { TemplateError } from '../runtime/errors.ts';
import type { Resource } from '../runtime/service.ts';

interface S3Location {
  readonly S3Bucket?: string;
  readonly S3Key?: string;
}

/**
 * Replaces the published place of an asset by its place on this machine: a function's
 * `Code: {S3Bucket, S3Key}` becomes `Code: {LocalPath}`, a resolver's `CodeS3Location` becomes `CodeLocalPath`.
 */
export function withLocalCode(resource: Resource, assets: ReadonlyMap<string, string>): Resource {
  const { logicalId, type, properties } = resource;
  const find = (objectKey: string | undefined) => {
    const path = objectKey && assets.get(objectKey);
    if (!path)
      throw new TemplateError(logicalId, `its code asset ${objectKey ?? ''} is not part of the assembly.`);
    return path;
  };
  const code = properties.Code as S3Location | string | undefined;
  if (type === 'AWS::Lambda::Function' && typeof code === 'object' && code.S3Key)
    return { ...resource, properties: { ...properties, Code: { LocalPath: find(code.S3Key) } } };
  const location = properties.CodeS3Location as string | undefined;
  if (type.startsWith('AWS::AppSync::') && location)
    return { ...resource, properties: { ...properties, CodeLocalPath: find(location.split('/').pop()) } };
  return resource;
}
