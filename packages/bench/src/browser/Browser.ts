import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { pause } from '../pause';
import { installClock } from './clock';

/** Debian's Chromium. */
const CHROMIUM = '/usr/bin/chromium';
const LIMIT_MS = 60_000;

/** Whether this machine has the browser that the pages are measured in. */
export const hasBrowser = () => existsSync(CHROMIUM);

/** A person's browser at 1440×900 with one page open. */
export class Browser {
  /** Compressed size of each script and style sheet that was loaded, by its address. */
  readonly files = new Map<string, Promise<number>>();

  private constructor(
    readonly page: Page,
    private readonly session: CDPSession,
    private readonly url: string,
    private readonly end: () => Promise<void>,
  ) {}

  /** @param url - of the portal */
  static async start(url: string): Promise<Browser> {
    const program = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--enable-precise-memory-info'],
    });
    const page = await program.newPage({
      viewport: { width: 1440, height: 900 },
    });
    page.setDefaultTimeout(LIMIT_MS);
    await page.addInitScript(installClock);
    const session = await page.context().newCDPSession(page);
    const browser = new Browser(page, session, url, () => program.close());
    page.on('response', response => {
      const type = response.request().resourceType();
      if (type !== 'script' && type !== 'stylesheet') return;
      browser.files.set(
        response.url(),
        response.body().then(
          body => gzipSync(body).length,
          // Cancelled by a navigation.
          () => 0,
        ),
      );
    });
    return browser;
  }

  /** As the guest, on the page for it. */
  async signIn() {
    await this.open('/');
    await this.page.getByRole('button', { name: 'Enter' }).click();
    await this.page
      .getByRole('link', { name: 'Worker clusters', exact: true })
      .waitFor();
  }

  /** Opens an address anew, as a reload does. */
  async open(path: string) {
    await this.page.goto(`${this.url}${path}`);
  }

  /** Heap of the page after garbage collection, bytes. */
  async heap(): Promise<number> {
    await pause(1000);
    await this.session.send('HeapProfiler.collectGarbage');
    await this.session.send('HeapProfiler.collectGarbage');
    return (await this.session.send('Runtime.getHeapUsage')).usedSize;
  }

  async startProfile(): Promise<void> {
    await this.session.send('Profiler.enable');
    await this.session.send('Profiler.setSamplingInterval', { interval: 200 });
    await this.session.send('Profiler.start');
  }

  /** Writes the profile to a file that Chromium's DevTools open. */
  async stopProfile(file: string): Promise<void> {
    const { profile } = await this.session.send('Profiler.stop');
    await writeFile(file, JSON.stringify(profile));
  }

  /** Compressed size of all files that were loaded so far, bytes. */
  async loaded(): Promise<number> {
    const sizes = await Promise.all(this.files.values());
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  stop() {
    return this.end();
  }
}
