import { buildWeb } from '../../web/build.ts';
import { whenChanged } from '../inputs.ts';
import { synthesize } from '../synth.ts';
import { ASSEMBLY, WEB_PAGES } from './settings.ts';

/**
 * What a start needs built: the template with its bundles, and the web page. A program of its own, because
 * what it loads (the CDK) would stay in the memory of the process that runs the stack.
 */
await Promise.all([
  // Without CDK's validator, which takes seconds: `npm run synth` and the tests have it on.
  synthesize({ outdir: ASSEMBLY, validation: false }),
  whenChanged(
    { stamp: `${WEB_PAGES}.inputs.sha256`, inputs: ['web/**/*', 'package-lock.json'] },
    async () => void (await buildWeb(WEB_PAGES)),
  ),
]);
