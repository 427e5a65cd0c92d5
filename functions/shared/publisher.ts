import { required } from './environment.ts';
import type { Publication } from './publications.ts';
import { createPublisher, type Publish, type PublisherOptions } from './publish.ts';

/** A client of any service: they all have the function's own credentials. */
interface Client {
  readonly config: Pick<PublisherOptions, 'credentials'>;
}

/** Publishes through the API that the template names to the function. */
export const publisher = (publication: Publication, { config }: Client): Publish =>
  createPublisher(publication, {
    url: required('GRAPHQL_URL'),
    region: required('AWS_REGION'),
    credentials: config.credentials,
  });
