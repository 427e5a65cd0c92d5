import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { documentClient } from '../shared/clients.ts';
import { required } from '../shared/environment.ts';
import { projectCatalog } from './project-catalog.ts';
import { placementsOf } from './shelves-table.ts';

export const handler = projectCatalog({
  placements: placementsOf(documentClient(), required('SHELVES_TABLE')),
  logger: new Logger(),
  now: Date.now,
  sleep,
});
