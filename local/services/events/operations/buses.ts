import { AwsError } from '../../../runtime/errors.ts';
import type { JsonOperations } from '../../../runtime/protocols/json.ts';
import { object, type Shape } from '../../../runtime/protocols/shape.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { busNameOf } from '../template.ts';
import type { StoredBus } from '../store.ts';
import type { EventsContext } from './context.ts';
import { pageOf, type PageInput } from './page.ts';

interface BusInput extends PageInput {
  readonly Name?: string;
  readonly NamePrefix?: string;
  readonly Description?: string;
}

export const BUS_SHAPES: Readonly<Record<string, Shape>> = {
  CreateEventBus: object({ Name: 'text', Description: 'text' }),
  DeleteEventBus: object({ Name: 'text' }),
  DescribeEventBus: object({ Name: 'text' }),
  ListEventBuses: object({ NamePrefix: 'text', Limit: 'integer', NextToken: 'text' }),
};

export function busOperations({ buses, runtime, authorize }: EventsContext): JsonOperations {
  const onWire = ({ name, description, createdAt, modifiedAt }: StoredBus) => ({
    Name: name,
    Arn: buses.busArn(name),
    Description: description,
    CreationTime: createdAt / 1000,
    LastModifiedTime: modifiedAt / 1000,
  });

  return {
    CreateEventBus({ Name = '', Description }: BusInput, call: AwsCall) {
      authorize(call, 'CreateEventBus', buses.busArn(Name));
      if (buses.hasBus(Name))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${Name} already exists.`);
      buses.putBus(Name, Description);
      return { EventBusArn: buses.busArn(Name), Description };
    },

    DeleteEventBus({ Name = '' }: BusInput, call: AwsCall) {
      authorize(call, 'DeleteEventBus', buses.busArn(Name));
      buses.deleteBus(Name);
    },

    DescribeEventBus({ Name }: BusInput, call: AwsCall) {
      const name = busNameOf(Name);
      authorize(call, 'DescribeEventBus', buses.busArn(name));
      return onWire(buses.requireBus(name));
    },

    ListEventBuses(input: BusInput, call: AwsCall) {
      authorize(call, 'ListEventBuses', runtime.arn('events', 'event-bus/*'));
      const all = buses.allBuses().filter(({ name }) => name.startsWith(input.NamePrefix ?? ''));
      const { page, NextToken } = pageOf(all, input);
      return { EventBuses: page.map(onWire), NextToken };
    },
  };
}
