import { AwsError } from '../../runtime/errors.ts';

/**
 * An error of SQS. SQS spoke the query protocol first, and SDKs still name its errors by the codes of
 * that time, which travel in the header `x-amzn-query-error`.
 */
export class SqsError extends AwsError {
  readonly queryCode: string;

  constructor(code: string, message: string, queryCode = code) {
    super(code, message, 400, { __type: `com.amazonaws.sqs#${code}` });
    this.queryCode = queryCode;
  }
}

export const queueDoesNotExist = () =>
  new SqsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    'AWS.SimpleQueueService.NonExistentQueue',
  );

export const receiptHandleIsInvalid = (handle: string) =>
  new SqsError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );

export const messageNotInflight = () =>
  new SqsError(
    'MessageNotInflight',
    'The message is not in flight.',
    'AWS.SimpleQueueService.MessageNotInflight',
  );

export const invalidParameter = (message: string) => new SqsError('InvalidParameterValue', message);

export const missingParameter = (name: string) =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`);

export const invalidAttribute = (message: string) => new SqsError('InvalidAttributeValue', message);

/** Errors about a whole batch, with the prefix that the query protocol gave them. */
export const batchError = (code: string, message: string) =>
  new SqsError(code, message, `AWS.SimpleQueueService.${code}`);

export const unsupportedForQueueType = (parameter: string) =>
  invalidParameter(
    `Value for parameter ${parameter} is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
  );

export const queueNameExists = () =>
  new SqsError(
    'QueueNameExists',
    'A queue already exists with the same name and a different value for attributes.',
    'QueueAlreadyExists',
  );

export const overLimit = (limit: number) =>
  new SqsError('OverLimit', `Too many messages in flight: the limit of this queue is ${limit}.`);

export const resourceNotFound = (message: string) => new SqsError('ResourceNotFoundException', message);

export const unsupportedOperation = (message: string) =>
  new SqsError('UnsupportedOperation', message, 'AWS.SimpleQueueService.UnsupportedOperation');
