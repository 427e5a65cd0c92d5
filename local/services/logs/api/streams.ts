import { AwsError } from '../../../runtime/errors.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { LogStore } from '../store/store.ts';
import type { Access } from './access.ts';
import { constraint, invalid, optionalText, streamName, type Input } from './input.ts';
import { page } from './token.ts';

/** Operations on log streams. */
export function streamOperations(store: LogStore, access: Access) {
  return {
    CreateLogStream(input: Input, call: AwsCall) {
      const stream = streamName(input);
      const group = access.group(input, call, 'CreateLogStream');
      if (store.streams.has(group, stream))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      store.streams.put(group, stream);
    },

    DeleteLogStream(input: Input, call: AwsCall) {
      const { group, stream } = access.stream(input, call, 'DeleteLogStream');
      store.streams.remove(group, stream);
    },

    DescribeLogStreams(input: Input, call: AwsCall) {
      const group = access.group(input, call, 'DescribeLogStreams');
      const prefix = optionalText(input, 'logStreamNamePrefix');
      const orderBy = optionalText(input, 'orderBy') ?? 'LogStreamName';
      if (orderBy !== 'LogStreamName' && orderBy !== 'LastEventTime')
        throw constraint(
          orderBy,
          'orderBy',
          'Member must satisfy enum value set: [LogStreamName, LastEventTime]',
        );
      if (orderBy === 'LastEventTime' && prefix !== undefined)
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      store.flush();
      const streams = [...store.streams.all(group, prefix ?? '')];
      if (orderBy === 'LastEventTime') streams.sort((a, b) => (a.lastEvent ?? 0) - (b.lastEvent ?? 0));
      if (input['descending'] === true) streams.reverse();
      const { items, nextToken } = page(streams, input);
      const logStreams = items.map(({ name, createdAt, firstEvent, lastEvent }) => ({
        logStreamName: name,
        creationTime: createdAt,
        ...(firstEvent !== undefined && {
          firstEventTimestamp: firstEvent,
          lastEventTimestamp: lastEvent,
          lastIngestionTime: lastEvent,
        }),
        arn: `${access.groupArn(group)}:log-stream:${name}`,
        storedBytes: 0,
      }));
      return { logStreams, ...(nextToken && { nextToken }) };
    },
  };
}
