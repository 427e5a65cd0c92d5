import { chromium, type Browser } from 'playwright-core';

/** A real Chromium. Where there is none, the test fails with the line that says what to install. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'];
  if (!executablePath)
    throw new Error(process.env['CHROMIUM_MISSING'] ?? 'CHROMIUM_PATH names no browser: run npm test.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}
