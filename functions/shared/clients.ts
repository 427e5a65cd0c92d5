import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Attributes that have no value are left out of a row. */
export const documentClient = () =>
  DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });

/**
 * Checksums only where S3 asks for them: by default the SDK would put the checksum of an empty body into an
 * address that it presigns for a part, and S3 would then refuse the part.
 */
export const objectClient = () => new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
