import { AwsError } from '../../../runtime/errors.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { RETENTION_DAYS } from '../retention.ts';
import type { LogStore } from '../store/store.ts';
import type { Access } from './access.ts';
import { constraint, invalid, optionalNumber, optionalText, type Input } from './input.ts';
import { page } from './token.ts';

/** Operations on log groups. */
export function groupOperations(runtime: Runtime, store: LogStore, access: Access) {
  return {
    CreateLogGroup(input: Input, call: AwsCall) {
      const name = access.named(input, call, 'CreateLogGroup');
      if (store.groups.find(name))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      store.groups.put(name);
    },

    DeleteLogGroup(input: Input, call: AwsCall) {
      store.groups.remove(access.group(input, call, 'DeleteLogGroup'));
    },

    DescribeLogGroups(input: Input, call: AwsCall) {
      access.any(call, 'DescribeLogGroups');
      const prefix = optionalText(input, 'logGroupNamePrefix');
      const pattern = optionalText(input, 'logGroupNamePattern');
      if (prefix !== undefined && pattern !== undefined)
        throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
      const all = store.groups
        .all(prefix ?? '')
        .filter(({ name }) => pattern === undefined || name.toLowerCase().includes(pattern.toLowerCase()));
      const { items, nextToken } = page(all, input);
      const logGroups = items.map(({ name, createdAt, retentionDays }) => ({
        logGroupName: name,
        creationTime: createdAt,
        ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
        arn: `${access.groupArn(name)}:*`,
        logGroupArn: access.groupArn(name),
        logGroupClass: 'STANDARD',
        metricFilterCount: 0,
        storedBytes: 0,
      }));
      return { logGroups, ...(nextToken && { nextToken }) };
    },

    PutRetentionPolicy(input: Input, call: AwsCall) {
      const name = access.group(input, call, 'PutRetentionPolicy');
      const days = optionalNumber(input, 'retentionInDays');
      if (days === undefined) throw constraint(null, 'retentionInDays', 'Member must not be null');
      if (!RETENTION_DAYS.has(days))
        throw constraint(
          days,
          'retentionInDays',
          `Member must satisfy enum value set: [${[...RETENTION_DAYS].join(', ')}]`,
        );
      store.groups.setRetention(name, days);
      store.prune(runtime.clock.now());
    },

    DeleteRetentionPolicy(input: Input, call: AwsCall) {
      store.groups.setRetention(access.group(input, call, 'DeleteRetentionPolicy'), undefined);
    },
  };
}
