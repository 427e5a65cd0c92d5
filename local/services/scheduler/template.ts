import { AwsError, TemplateError } from '../../runtime/errors.ts';
import { allowProperties } from '../../runtime/properties.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { Created, Resource } from '../../runtime/service.ts';
import { definitionOf, type ScheduleInput } from './definition.ts';
import { DEFAULT_GROUP, type Schedules } from './schedules.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const SCHEDULE_PROPERTIES = [
  'ActionAfterCompletion',
  'Description',
  'EndDate',
  'FlexibleTimeWindow',
  'GroupName',
  'KmsKeyArn',
  'Name',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'State',
  'Target',
];

export const tagMap = (tags: readonly Tag[] = []) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, String(Value)]));

/** What CloudFormation does with the resources of Scheduler. */
export function schedulerResources(schedules: Schedules, runtime: Runtime) {
  const nameOf = ({ properties, logicalId }: Resource) =>
    String((properties as { Name?: string }).Name ?? runtime.nameFor(logicalId));

  function createSchedule(resource: Resource): Created {
    allowProperties(resource, SCHEDULE_PROPERTIES);
    const { logicalId } = resource;
    const properties = resource.properties as ScheduleInput;
    const definition = definitionOf({ ...withNumbers(properties), Name: nameOf(resource) });
    const declared = JSON.stringify(definition);
    const known = schedules.all().find(({ origin }) => origin?.logicalId === logicalId);
    const isSame =
      known?.definition.Name === definition.Name && known.definition.GroupName === definition.GroupName;
    // What the API changed stays, as long as the template says what it said.
    if (!isSame || known.origin?.declared !== declared) schedules.put(definition, { logicalId, declared });
    // Another name or group is another schedule.
    if (known && !isSame) schedules.remove(known.definition.GroupName, known.definition.Name);
    return { ref: definition.Name, attributes: { Arn: schedules.arnOf(definition) } };
  }

  function createGroup(resource: Resource): Created {
    allowProperties(resource, ['Name', 'Tags']);
    const name = nameOf(resource);
    const { logicalId } = resource;
    const old = schedules.groups().find((group) => group.logicalId === logicalId);
    const { Tags } = resource.properties as { Tags?: readonly Tag[] };
    const group = schedules.putGroup(name, tagMap(Tags), logicalId);
    if (old && old.name !== name) schedules.removeGroup(old.name);
    return {
      ref: name,
      attributes: {
        Arn: schedules.groupArn(name),
        State: 'ACTIVE',
        CreationDate: new Date(group.createdAt).toISOString(),
        LastModificationDate: new Date(group.modifiedAt).toISOString(),
      },
    };
  }

  return {
    create(resource: Resource): Created {
      try {
        switch (resource.type) {
          case 'AWS::Scheduler::Schedule':
            return createSchedule(resource);
          case 'AWS::Scheduler::ScheduleGroup':
            return createGroup(resource);
        }
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw new TemplateError(resource.logicalId, error.message);
      }
      throw new TemplateError(resource.logicalId, `the type ${resource.type} is not supported.`);
    },

    delete(resource: Resource): void {
      if (resource.type === 'AWS::Scheduler::ScheduleGroup') return schedules.removeGroup(nameOf(resource));
      const { GroupName = DEFAULT_GROUP } = resource.properties as { GroupName?: string };
      schedules.remove(GroupName, nameOf(resource));
    },
  };
}

/** Templates write numbers as texts too. */
function withNumbers(properties: ScheduleInput): ScheduleInput {
  const { FlexibleTimeWindow: window } = properties;
  const minutes = window?.MaximumWindowInMinutes;
  return minutes === undefined
    ? properties
    : { ...properties, FlexibleTimeWindow: { ...window, MaximumWindowInMinutes: Number(minutes) } };
}
