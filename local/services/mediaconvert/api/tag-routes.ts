import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { badRequest, list, map, object, text } from '../settings/checks.ts';
import { allow, BASE, json, notFound, type ApiContext } from './context.ts';

const tagRequest = object({ arn: text(), tags: map(text(undefined, 256)) });
const untagRequest = object({ tagKeys: list(text(undefined, 128)) });

/** TagResource, UntagResource and ListTagsForResource, for queues and jobs. */
export function tagRoutes(context: ApiContext): RestRoute[] {
  const { runtime, queues, store, tags } = context;
  /** Checks permission, and that the ARN names something. */
  const taggable = (call: AwsCall, action: string, arn: string): string => {
    allow(context, call, action, arn);
    const job = runtime.arn('mediaconvert', 'jobs/');
    const found = arn.startsWith(job) ? store.find(arn.slice(job.length)) : queues.find(arn);
    if (!found) throw notFound(`The resource ${arn} was not found.`);
    return arn;
  };

  return [
    {
      method: 'GET',
      path: `${BASE}/tags/:arn`,
      handle({ arn = '' }, call) {
        taggable(call, 'ListTagsForResource', arn);
        return { resourceTags: { arn, tags: tags.of(arn) } };
      },
    },
    {
      method: 'POST',
      path: `${BASE}/tags`,
      async handle(_parameters, call) {
        const { arn, tags: wanted } = tagRequest(await json(call), '');
        if (!arn) throw badRequest('/arn: is a required property');
        if (!wanted) throw badRequest('/tags: is a required property');
        tags.add(taggable(call, 'TagResource', arn), wanted);
        return {};
      },
    },
    {
      method: 'PUT',
      path: `${BASE}/tags/:arn`,
      async handle({ arn = '' }, call) {
        const { tagKeys = [] } = untagRequest(await json(call), '');
        tags.remove(taggable(call, 'UntagResource', arn), tagKeys);
        return {};
      },
    },
  ];
}
