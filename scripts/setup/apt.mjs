import { findOnPath, run } from './run.mjs';

/** Debian and what is made from it, where this process may install packages.
 * @param {import('./machine.mjs').Machine} machine */
export function canUseApt({ platform, isRoot, osRelease, env }) {
  const like = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, names = '']) =>
    names.split(' '),
  );
  return (
    platform === 'linux' && isRoot && like.includes('debian') && findOnPath(['apt-get'], env) !== undefined
  );
}

/**
 * Installs one Debian package, telling so. What apt said is shown only when it failed: the caller goes on to
 * the next way of getting the program.
 *
 * @param {import('./machine.mjs').Machine} machine
 * @param {string} name
 * @returns {Promise<boolean>} whether it is installed now
 */
export async function aptInstall({ env, report }, name) {
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  const wait = ['-o', 'DPkg::Lock::Timeout=120'];
  const commands = [
    [...wait, 'update'],
    [...wait, 'install', '-y', '--no-install-recommends', name],
  ];
  try {
    await report.during(
      `Installing ${name} with apt-get (apt-get update, apt-get install ${name})`,
      async () => {
        for (const args of commands) {
          const { code, stdout, stderr } = await run('apt-get', args, options);
          if (code !== 0) throw new Error(`apt-get ${args.at(-1)} failed:\n${stdout}${stderr}`.trimEnd());
        }
      },
    );
    return true;
  } catch (error) {
    report.line(/** @type {Error} */ (error).message);
    return false;
  }
}
