// Pictures of a portal before the steps of docs/install.md, and of the steps.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';

const VIEWPORT = { width: 1440, height: 900 };
/** The app is compiled for development when it is opened for the first time. */
const FIRST_PAGE_MS = 240_000;

/** Starts the browser of the tests. */
export const launchBrowser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

async function takePicture(pictures, name, show) {
  mkdirSync(pictures, { recursive: true });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: VIEWPORT });
    await show(page);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  } finally {
    await browser.close();
  }
}

/** The first page of a portal, signed in. */
export function pictureOfPortal(url, pictures) {
  return takePicture(pictures, '00-stock-portal', async page => {
    await page.goto(url, { timeout: FIRST_PAGE_MS });
    const enter = page.getByRole('button', { name: 'Enter' });
    const settings = page.getByRole('link', { name: 'Settings' });
    await enter.or(settings).first().waitFor({ timeout: FIRST_PAGE_MS });
    if (await enter.isVisible()) await enter.click();
    await settings.first().waitFor();
    // The page itself is compiled when it is opened.
    await page.getByRole('heading').first().waitFor({ timeout: FIRST_PAGE_MS });
    await page.waitForLoadState('networkidle');
  });
}

const escaped = text =>
  text.replace(
    /[&<>]/g,
    character => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' }[character]),
  );

const TITLES = {
  run: () => 'run',
  file: ({ path }) => `change ${path}`,
  merge: ({ path }) => `merge into ${path}`,
};

/** What the script did: each block of the guide with its line and its time. */
export function pictureOfSteps(steps, pictures) {
  const blocks = steps.map(
    step =>
      `<h2>line ${step.line}: ${escaped(TITLES[step.kind](step))} <small>${
        step.seconds
      } s</small></h2><pre>${escaped(step.text)}</pre>`,
  );
  return takePicture(pictures, '00-steps', page =>
    page.setContent(
      `<style>body{font:14px/1.4 monospace;columns:2;margin:16px;background:#fff;color:#111}
       h2{font-size:14px;margin:0 0 4px}small{color:#555}
       pre{font-size:10px;line-height:1.25;background:#f3f3f3;padding:6px;margin:0 0 10px;overflow:hidden}</style>
       ${blocks.join('\n')}`,
    ),
  );
}
