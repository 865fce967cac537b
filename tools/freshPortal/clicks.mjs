// What a newcomer clicks in a portal with this suite, in Chromium. Each check is named, and has a picture.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { launchBrowser } from './pictures.mjs';

/** How long the first display of something may take: the app is compiled for development. */
const PATIENCE_MS = 90_000;
/** A cluster of the sandbox is ready a minute after its claim is merged. */
const CLUSTER_MS = 240_000;
const CLUSTER = 'management/clusters-dev/payments-dev';

/** Errors in the console of a stock portal, without anything of this repository. */
const OF_THE_STOCK_PORTAL = [
  // Material UI 4 under React's strict mode.
  /^Warning: findDOMNode is deprecated/,
  // Backstage's table, on the page of the catalog.
  /^Warning: %s: Support for defaultProps will be removed [^\n]*%s (MTable\w+|Connect\(Droppable\)) *\n/,
  // Backstage makes a list of the extensions of a page, without keys: a warning of React in development.
  /^Warning: Each child in a list [^\n]*\n\s+at ExtensionBoundary \S+ \(/,
  // Its search page looks for documents, and there is no index of them.
  /\/api\/search\/query\?.*types%5B0%5D=techdocs\b/,
];

/** The home page of a stock portal tells a joke of this host; where it does not answer, the development server covers the page. */
const JOKES = 'https://official-joke-api.appspot.com/**';

/** What the console said and what the browser received, for the checks at the end. */
function observe(context, secrets) {
  const seen = { errors: [], leaks: [] };
  const leaks = (what, text) => {
    if (secrets.some(secret => text.includes(secret))) seen.leaks.push(what);
  };
  context.on('console', message => {
    leaks('the console', message.text());
    if (message.type() === 'error') {
      const { url } = message.location();
      seen.errors.push(`${message.text().slice(0, 500)} (${url})`);
    }
  });
  context.on('weberror', webError => {
    const error = webError.error();
    seen.errors.push(String(error?.stack ?? error).slice(0, 500));
  });
  context.on('response', response => {
    if (!response.url().includes('/api/')) return;
    leaks(response.url(), JSON.stringify(response.headers()));
    response.text().then(
      text => leaks(response.url(), text),
      () => undefined,
    );
  });
  return seen;
}

function createWalk({ page, context, pictures, record }) {
  let number = 0;
  const wait = async locator =>
    expect(locator.first()).toBeVisible({ timeout: PATIENCE_MS });
  return {
    page,
    wait,
    /** Runs one check, takes its picture, and goes on after a failure. */
    async check(name, act) {
      number += 1;
      const began = Date.now();
      const error = await act().then(
        () => undefined,
        reason => reason,
      );
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        const file = `${String(number).padStart(2, '0')}-${name
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')}.png`;
        const open = context.pages().at(-1);
        await open
          ?.screenshot({ path: join(pictures, file), timeout: PATIENCE_MS })
          .catch(() => undefined);
      }
      record(name, error, Date.now() - began);
      return !error;
    },
  };
}

async function visitPages({ page, check, wait }, urls) {
  const open = path => page.goto(`${urls.app}${path}`);
  await check('Side bar', async () => {
    const enter = page.getByRole('button', { name: 'Enter' });
    const link = page.getByRole('link', { name: 'Worker clusters' });
    await wait(enter.or(link));
    if (await enter.isVisible()) await enter.click();
    await wait(link);
    await link.first().click();
    await expect(page).toHaveURL(/\/worker-clusters/);
  });
  await check('Header', async () => {
    for (const [tab, path] of [
      ['Requests', 'requests'],
      ['Applications', 'applications'],
      ['Isolation', 'isolation'],
      ['Clusters', 'clusters'],
    ]) {
      const link = page.getByRole('tab', { name: tab, exact: true });
      await link.click({ timeout: PATIENCE_MS });
      await expect(page).toHaveURL(new RegExp(`/worker-clusters/${path}\\b`));
    }
    await page.getByRole('link', { name: 'New cluster' }).click();
    await expect(page).toHaveURL(
      `${urls.app}/create/templates/default/new-cluster`,
    );
    await wait(page.getByRole('textbox', { name: 'Name' }));
    await open('/worker-clusters');
  });
  await check('Fleet page', async () => {
    await wait(page.getByRole('row', { name: /payments-dev/ }));
    await expect(page.getByRole('row', { name: /payments-dev/ })).toContainText(
      /ready/i,
      { timeout: PATIENCE_MS },
    );
  });
  await check('Fleet page, map', async () => {
    await open('/worker-clusters/clusters?view=map');
    await wait(page.getByRole('link', { name: /^payments-dev: / }));
  });
  await check('Cluster page', async () => {
    await open('/worker-clusters/clusters?search=payments-dev');
    await page
      .getByRole('link', { name: 'payments-dev', exact: true })
      .first()
      .click({ timeout: PATIENCE_MS });
    await wait(page.getByRole('heading', { name: 'payments-dev' }));
    await expect(page).toHaveURL(new RegExp(`/clusters/${CLUSTER}`));
  });
  const tabs = page.getByRole('tablist', { name: 'Parts of the cluster' });
  for (const tab of [
    'Overview',
    'Applications',
    'Infrastructure',
    'Argo CD',
    'Isolation',
    'Claim',
    'History',
  ]) {
    await check(`Cluster page, tab ${tab}`, async () => {
      await tabs
        .getByRole('tab', { name: tab, exact: true })
        .click({ timeout: PATIENCE_MS });
      await wait(page.getByRole('tabpanel', { name: tab, exact: true }));
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0, {
        timeout: PATIENCE_MS,
      });
      await expect(page.getByRole('tabpanel')).not.toBeEmpty();
    });
  }
  await check('Requests', async () => {
    await open('/worker-clusters/requests');
    const request = page.getByRole('article', { name: /^#3 / });
    await wait(request);
    await request.getByRole('link').first().click();
    await wait(page.getByRole('region', { name: 'Review' }));
  });
  await check('Applications', async () => {
    await open('/worker-clusters/applications');
    await wait(page.getByLabel('Applications by cluster'));
  });
  await check('Isolation', async () => {
    await open('/worker-clusters/isolation');
    await wait(page.getByRole('list', { name: 'Promises' }));
  });
  await check('Entity card', async () => {
    await open('/catalog/default/resource/payments-dev');
    await wait(page.getByRole('link', { name: 'Follow the cluster' }));
  });
  await check('Entity tab', async () => {
    await page
      .getByRole('tab', { name: 'Worker cluster', exact: true })
      .or(page.getByRole('link', { name: 'Worker cluster', exact: true }))
      .first()
      .click();
    await tabs
      .getByRole('tab', { name: 'Infrastructure', exact: true })
      .click({ timeout: PATIENCE_MS });
    await wait(page.getByRole('tabpanel', { name: 'Infrastructure' }));
  });
  await check('Deployments of a Component', async () => {
    await open('/catalog/default/component/shop');
    await wait(page.getByRole('link', { name: 'All deployments' }));
    await page.getByRole('link', { name: 'All deployments' }).click();
    await wait(page.getByRole('row', { name: /checkout/ }));
  });
}

/** Requests a cluster by its template and follows it until it is ready. Each check needs the one before: the first failure ends it. */
async function requestCluster(
  { page, context, check, wait },
  urls,
  gitUrl,
  clusterName,
) {
  const choose = async name => {
    const radio = page.getByRole('radio', { name });
    await page
      .locator('label')
      .filter({ has: radio })
      .click({ timeout: PATIENCE_MS });
    await expect(radio).toBeChecked();
  };
  const next = () => page.getByRole('button', { name: 'Next' }).click();
  const row = page.getByRole('row', { name: new RegExp(clusterName) });
  let url;
  const checks = {
    Templates: async () => {
      await page.goto(`${urls.app}/create`);
      await wait(page.getByText('New cluster', { exact: true }));
      await wait(page.getByText('Decommission a cluster'));
    },
    'Template form, fields': async () => {
      await page.goto(`${urls.app}/create/templates/default/new-cluster`);
      await page
        .getByRole('textbox', { name: 'Name' })
        .fill(clusterName, { timeout: PATIENCE_MS });
      await next();
      await choose('eu-west-1');
      await page.getByRole('combobox', { name: /owner/i }).fill('Payments');
      await page
        .getByRole('option', { name: /payments/i })
        .first()
        .click();
      await page.keyboard.press('Tab');
      await choose('1.34');
    },
    'Template form, review': async () => {
      await next();
      await expect(
        page.getByRole('status').filter({ hasText: 'Ready to submit.' }),
      ).toHaveCount(1, { timeout: PATIENCE_MS });
    },
    'Pull request': async () => {
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page
        .getByRole('button', { name: /^open the pull request$/i })
        .click();
      const link = page.getByRole('link', { name: /^pull request #/i });
      await wait(link);
      url = await link.first().getAttribute('href');
      expect(url).toContain(`${gitUrl}/platform/gitops/pulls/`);
    },
    'Requested cluster on the fleet page': async () => {
      await page.goto(`${urls.app}/worker-clusters?search=${clusterName}`);
      await wait(row);
      await expect(row).toContainText(/requested/i);
      // From here on nobody reloads the page.
      await page.evaluate(() => {
        window.notReloaded = true;
      });
    },
    'Merge on the Git host': async () => {
      const reviewer = await context.newPage();
      try {
        await reviewer.goto(url);
        await reviewer.getByRole('button', { name: /^merge/i }).click();
        await wait(reviewer.getByText(/merged/i));
      } finally {
        await reviewer.close();
      }
    },
    'The cluster becomes ready on the open page': async () => {
      await expect(row).toContainText(/provisioning/i, {
        timeout: CLUSTER_MS,
      });
      // Not the count of ready resources.
      await expect(row.getByText('Ready', { exact: true })).toBeVisible({
        timeout: CLUSTER_MS,
      });
      // Its Argo CD comes first, then what that has applied.
      await expect(row).toContainText(/Healthy/, { timeout: CLUSTER_MS });
      expect(await page.evaluate(() => window.notReloaded)).toBe(true);
    },
  };
  for (const [name, act] of Object.entries(checks)) {
    if (!(await check(name, act))) return;
  }
}

async function search({ page, check, wait }, urls, system) {
  await check('Search', async () => {
    const result = page.getByRole('link', {
      name: 'payments-dev',
      exact: true,
    });
    const deadline = Date.now() + PATIENCE_MS;
    do {
      await page.goto(`${urls.app}/search?query=payments-dev`);
      if (system === 'legacy') {
        // Its page begins with the software catalog alone.
        await page
          .getByRole('navigation', { name: 'filter by type' })
          .getByRole('button', { name: 'All', exact: true })
          .click({ timeout: PATIENCE_MS });
      }
      await page.waitForTimeout(5_000);
    } while (
      Date.now() < deadline &&
      !(await page
        .locator(`a[href*="/worker-clusters/clusters/${CLUSTER}"]`)
        .count())
    );
    await wait(result);
    await page
      .locator(`a[href*="/worker-clusters/clusters/${CLUSTER}"]`)
      .first()
      .click();
    await wait(page.getByRole('heading', { name: 'payments-dev' }));
  });
}

async function addWidget({ page, check, wait }, urls) {
  await check('Widget of the home page', async () => {
    await page.goto(`${urls.app}/home`);
    await page
      .getByRole('button', { name: /^edit/i })
      .first()
      .click({ timeout: PATIENCE_MS });
    await page.getByRole('button', { name: /add widget/i }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Worker clusters/ })
      .click();
    await page.getByRole('button', { name: /^save/i }).click();
    await wait(page.getByRole('region', { name: 'Clusters by state' }));
  });
}

/**
 * Clicks through the portal.
 *
 * @param system - the frontend system of the portal, 'new' or 'legacy'
 * @param record - called with the name, the error if any, and the milliseconds of each check
 */
export async function clickThrough({
  system,
  urls,
  gitUrl,
  secrets,
  pictures,
  record,
}) {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
    });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.route(JOKES, route =>
      route.fulfill({ json: [{ setup: 'Why?', punchline: 'Because.' }] }),
    );
    const seen = observe(context, secrets);
    const page = await context.newPage();
    await page.goto(urls.app, { timeout: CLUSTER_MS });
    const walk = {
      ...createWalk({ page, context, pictures, record }),
      context,
    };
    await visitPages(walk, urls);
    await requestCluster(walk, urls, gitUrl, `fresh-${system}`);
    await search(walk, urls, system);
    // A stock portal on the legacy frontend system has no home page.
    if (system === 'new') await addWidget(walk, urls);
    await walk.check('No error in the console', async () => {
      const errors = [...new Set(seen.errors)].filter(
        text => !OF_THE_STOCK_PORTAL.some(known => known.test(text)),
      );
      expect(errors).toEqual([]);
    });
    await walk.check('No token in the browser', async () => {
      const kept = await context.storageState();
      const texts = [JSON.stringify(kept), await page.content()];
      const inStore = texts.some(text => secrets.some(s => text.includes(s)));
      expect([...seen.leaks, ...(inStore ? ['the storage'] : [])]).toEqual([]);
    });
  } finally {
    await browser.close();
  }
}
