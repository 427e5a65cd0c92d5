import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import { list, object } from '../../../runtime/protocols/shape.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { conflict, groupNotFound } from '../errors.ts';
import type { Schedules } from '../schedules.ts';
import type { Group } from '../store.ts';
import { tagMap } from '../template.ts';
import { pageOf, readInput } from './request.ts';

interface GroupInput {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly ClientToken?: string;
}

const TAGS = list(object({ Key: 'text', Value: 'text' }));
const GROUP = object({ Tags: TAGS, ClientToken: 'text' });

export function groupRoutes(schedules: Schedules, { peers }: Pick<Runtime, 'peers'>): readonly RestRoute[] {
  const authorize = (call: AwsCall, action: string, resource: string) =>
    peers.iam.authorize({ caller: call.caller, action: `scheduler:${action}`, resource });

  const onWire = ({ name, createdAt, modifiedAt }: Group) => ({
    Arn: schedules.groupArn(name),
    Name: name,
    State: 'ACTIVE',
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  });

  /** The group of an ARN that tags are asked of. */
  function tagged(arn: string, call: AwsCall, action: string): Group {
    authorize(call, action, arn);
    const group = schedules.groups().find(({ name }) => schedules.groupArn(name) === arn);
    if (!group) throw groupNotFound(arn);
    return group;
  }

  return [
    {
      method: 'POST',
      path: '/schedule-groups/:name',
      async handle({ name = '' }, call) {
        authorize(call, 'CreateScheduleGroup', schedules.groupArn(name));
        const { Tags, ClientToken } = (await readInput(GROUP, call)) as GroupInput;
        const answer = () => ({ ScheduleGroupArn: schedules.groupArn(name) });
        const work = () => {
          if (schedules.groups().some((group) => group.name === name))
            throw conflict(`Schedule group ${name} already exists.`);
          schedules.putGroup(name, tagMap(Tags));
          return answer();
        };
        return schedules.once(ClientToken, { operation: 'create group', name, Tags }, work, answer);
      },
    },
    {
      method: 'GET',
      path: '/schedule-groups/:name',
      handle({ name = '' }, call) {
        authorize(call, 'GetScheduleGroup', schedules.groupArn(name));
        return onWire(schedules.group(name));
      },
    },
    {
      method: 'DELETE',
      path: '/schedule-groups/:name',
      handle({ name = '' }, call) {
        authorize(call, 'DeleteScheduleGroup', schedules.groupArn(name));
        schedules.group(name);
        schedules.removeGroup(name);
        return {};
      },
    },
    {
      method: 'GET',
      path: '/schedule-groups',
      handle(_parameters, call) {
        authorize(call, 'ListScheduleGroups', schedules.groupArn('*'));
        const prefix = call.query.get('NamePrefix') ?? '';
        const groups = schedules.groups().filter(({ name }) => name.startsWith(prefix));
        const { page, NextToken } = pageOf(groups, call.query);
        return { ScheduleGroups: page.map(onWire), NextToken };
      },
    },
    {
      method: 'GET',
      path: '/tags/:arn',
      handle({ arn = '' }, call) {
        const { tags } = tagged(arn, call, 'ListTagsForResource');
        return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
      },
    },
    {
      method: 'POST',
      path: '/tags/:arn',
      async handle({ arn = '' }, call) {
        const { name, tags, logicalId } = tagged(arn, call, 'TagResource');
        const { Tags } = (await readInput(object({ Tags: TAGS }), call)) as GroupInput;
        schedules.putGroup(name, { ...tags, ...tagMap(Tags) }, logicalId);
        return {};
      },
    },
    {
      method: 'DELETE',
      path: '/tags/:arn',
      handle({ arn = '' }, call) {
        const { name, tags, logicalId } = tagged(arn, call, 'UntagResource');
        const gone = call.query.getAll('TagKeys');
        const kept = Object.entries(tags).filter(([key]) => !gone.includes(key));
        schedules.putGroup(name, Object.fromEntries(kept), logicalId);
        return {};
      },
    },
  ];
}
