import { readFileSync } from 'node:fs';
import { Browser, expect, Locator, Page, test } from '@playwright/test';

/** Every page of ours that needs no change of the sandbox: its address, and what is there once it has loaded. */
const CLUSTER = '/worker-clusters/clusters/sandbox/clusters-dev/payments-dev';
const PAGES: Array<[string, (page: Page) => Locator]> = [
  ['/', page => page.getByRole('region', { name: 'Clusters by state' })],
  ['/worker-clusters', page => page.getByRole('row', { name: /payments-dev/ })],
  [
    '/worker-clusters/clusters?view=map',
    page => page.getByRole('link', { name: /^payments-dev: / }),
  ],
  [
    '/worker-clusters/clusters/compare?cluster=sandbox/clusters-dev/payments-dev&cluster=sandbox/clusters-dev/no-such-cluster',
    page => page.getByRole('row', { name: /^Region/ }),
  ],
  [
    '/worker-clusters?search=no-such-cluster',
    page => page.getByText('No cluster matches these filters.'),
  ],
  [
    '/worker-clusters/applications',
    page => page.getByLabel('Applications by cluster'),
  ],
  [
    '/worker-clusters/applications?search=no-such-application',
    page => page.getByText('No application matches these filters.'),
  ],
  [
    '/worker-clusters?incident=isolation-cluster-secret',
    page => page.getByRole('button', { name: /^Remove the filter/ }),
  ],
  [
    '/worker-clusters/isolation',
    page => page.getByRole('list', { name: 'Promises' }),
  ],
  [
    '/worker-clusters/clusters/sandbox/clusters-dev/no-such-cluster',
    page => page.getByText(/There is no worker cluster no-such-cluster/),
  ],
  ...[
    '',
    '/applications',
    '/infrastructure',
    '/argocd',
    '/isolation',
    '/claim',
    '/history',
    '/access',
  ].map((tab): [string, (page: Page) => Locator] => [
    CLUSTER + tab,
    page => page.getByRole('tabpanel'),
  ]),
  [
    '/worker-clusters/requests',
    page => page.getByRole('article', { name: /^#3 / }),
  ],
  [
    '/worker-clusters/requests?state=merged',
    page => page.getByText(/^\d+ requests?$|No request was merged/),
  ],
  // The sandbox's request for risk-dev.
  [
    '/worker-clusters/requests/3',
    page => page.getByRole('region', { name: 'Review' }),
  ],
  [
    '/worker-clusters/requests/999999',
    page => page.getByText(/There is no request #999999/),
  ],
  [
    '/catalog/default/resource/payments-dev',
    page => page.getByRole('link', { name: 'Follow the cluster' }),
  ],
  [
    '/catalog/default/resource/payments-dev/worker-cluster',
    page => page.getByRole('tab', { name: 'Infrastructure' }),
  ],
  [
    '/catalog/default/component/shop',
    page => page.getByRole('link', { name: 'All deployments' }),
  ],
  [
    '/catalog/default/component/shop/deployments',
    page => page.getByRole('row', { name: /checkout/ }),
  ],
];

/** Of these, the pages that show numbers and names only. */
const WITHOUT_TEXTS = [
  '/',
  '/worker-clusters?search=no-such-cluster',
  '/worker-clusters/applications?search=no-such-application',
  '/worker-clusters?incident=isolation-cluster-secret',
  '/worker-clusters/clusters/sandbox/clusters-dev/no-such-cluster',
  '/worker-clusters/requests?state=merged',
  '/worker-clusters/requests/999999',
];

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
async function signIn(
  browser: Browser,
  options: Parameters<Browser['newPage']>[0],
): Promise<Page> {
  const page = await browser.newPage(options);
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(
    page.getByRole('link', { name: /worker clusters/i }).first(),
  ).toBeVisible();
  return page;
}

/** Waits until a page shows what it is about. */
async function open(page: Page, [address, shown]: (typeof PAGES)[number]) {
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  await expect(shown(page).first()).toBeVisible();
}

/** The violations of WCAG A and AA, one per line. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async runOnly => {
    const result = await (window as any).axe.run(document, {
      runOnly,
      elementRef: true,
    });
    // What is Backstage's: the chosen tab in the header of a plugin names a panel that is on no page (aria-controls), and the name
    // of the link to the notifications lacks their number.
    const OF_BACKSTAGE: Record<string, string> = {
      'aria-valid-attr-value':
        '.bui-PluginHeaderTabsWrapper [role=tab][aria-selected=true]',
      'label-content-name-mismatch': 'a[href="/notifications"]',
    };
    const ofBackstage = (rule: string, element: Element) =>
      rule in OF_BACKSTAGE && element.matches(OF_BACKSTAGE[rule]);
    return result.violations.flatMap((violation: any) =>
      violation.nodes
        .filter((node: any) => !ofBackstage(violation.id, node.element))
        .map(
          (node: any) =>
            `${violation.id}: ${node.html.slice(0, 160)} ${
              node.any[0]?.message ?? ''
            }`,
        ),
    );
  }, RULES);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page has no violation of WCAG AA in the ${colorScheme} theme`, async ({
    browser,
  }) => {
    // All pages take minutes on a busy machine.
    test.slow();
    const page = await signIn(browser, { colorScheme });
    const found: string[] = [];
    for (const [address, shown] of PAGES) {
      await open(page, [address, shown]);
      found.push(...(await violations(page)).map(v => `${address} ${v}`));
    }
    await page.close();
    expect(found).toEqual([]);
  });
}

test('no page scrolls sideways at 390 pixels', async ({ browser }) => {
  test.slow();
  const page = await signIn(browser, { viewport: { width: 390, height: 844 } });
  const wide: string[] = [];
  for (const [address, shown] of PAGES) {
    await open(page, [address, shown]);
    const [scroll, width] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      window.innerWidth,
    ]);
    if (scroll > width) wide.push(`${address}: ${scroll}`);
  }
  await page.close();
  expect(wide).toEqual([]);
});

for (const [language, columns] of [
  [
    'en',
    [
      'Connection',
      'Environment',
      'Kubernetes',
      'Argo CD',
      'Applications',
      'Request',
    ],
  ],
  ['de', ['Verbindung', 'Umgebung', 'Kubernetes', 'Argo CD', 'Apps', 'Antrag']],
] as const) {
  test(`no state in the table of the fleet is cut at 1440 pixels (${language})`, async ({
    browser,
  }) => {
    const page = await signIn(browser, {});
    await page.evaluate(of => localStorage.setItem('language', of), language);
    await open(page, [
      '/worker-clusters/clusters',
      () => page.getByRole('row', { name: /payments-dev/ }),
    ]);
    const { scrolls, found } = await page
      // Backstage's list of unread notifications is another grid.
      .getByRole('grid', { name: /^Clusters?$/ })
      .evaluate((grid, names) => {
        const titles = [...grid.querySelectorAll('[role=columnheader]')];
        const shown = names.map(name =>
          titles.find(title => title.textContent === name),
        );
        const isCut = (element: Element) =>
          getComputedStyle(element).overflowX === 'hidden' &&
          element.scrollWidth > element.clientWidth;
        return {
          scrolls: grid.scrollWidth > grid.clientWidth,
          found: shown.map((title, i) =>
            title
              ? [
                  ...grid.querySelectorAll(
                    `[aria-colindex="${title.getAttribute(
                      'aria-colindex',
                    )}"] *`,
                  ),
                ]
                  // What is for screen readers alone is as small as can be.
                  .filter(({ clientWidth }) => clientWidth > 1)
                  .filter(isCut)
                  .map(({ textContent }) => `${names[i]}: ${textContent}`)
              : [`no column ${names[i]}`],
          ),
        };
      }, columns);
    await page.close();
    expect(found.flat()).toEqual([]);
    expect(scrolls).toBe(false);
  });
}

test('a page that is broken can be read at 390 pixels: its text as wide as the page, the request id in one piece', async ({
  browser,
}) => {
  const page = await signIn(browser, { viewport: { width: 390, height: 844 } });
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  await page.route('**/api/worker-clusters/**', route =>
    route.fulfill({
      status: 500,
      headers: { 'x-request-id': id },
      json: { error: { name: 'Error', message: 'The database is away.' } },
    }),
  );
  await page.goto('/worker-clusters/clusters');
  const alert = page.getByRole('alert').filter({ hasText: 'cannot be read' });
  const boxOf = async (locator: Locator) => (await locator.boundingBox())!;
  const text = await boxOf(alert.getByText('The database is away.'));
  const again = await boxOf(alert.getByRole('button', { name: 'Try again' }));
  expect(again.y).toBeGreaterThan(text.y + text.height);
  expect(text.width).toBeGreaterThan(250);
  const lines = await alert
    .getByText(id)
    .evaluate(element => element.getClientRects().length);
  expect(lines).toBe(1);
  const code = await boxOf(alert.getByText(id));
  expect(code.height).toBeLessThan(24);
  await page.close();
});

const PAYLOAD =
  '"><img src=x onerror="window.executed=1"><script>window.executed=1</script>';
/** What the pages rely on: words of a closed set, times, numbers, and what is part of an address. */
const KEPT =
  /^(status|phase|state|health|sync|severity|kind|id|verb|checks|mergeability|withheld|since|until|begin|end|lastSeen|.*At|name|namespace|managementCluster|rule|scope|availability|operationPhase|claimTracking|type|code|reference|entityRef|owner|sort|asOf|standardUntil|extendedUntil)$/;

/** An answer of the backend in which every other text is a payload, and every address a script. */
function poison(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map(item => poison(item, key));
  if (value && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value)
        // The page has words of its own for a message without values: without the code it shows the text.
        .filter(([k, v]) => k !== 'messageCode' || v?.values)
        .map(([k, v]) => [k, poison(v, k)]),
    );
  }
  if (typeof value !== 'string' || KEPT.test(key)) return value;
  return /url/i.test(key) ? `${'java'}script:window.executed=1` : PAYLOAD;
}

test('no text of a cluster, claim or pull request is executed, and links are http(s) only', async ({
  browser,
}) => {
  test.slow();
  const page = await signIn(browser, {});
  let poisoned = 0;
  await page.route('**/api/worker-clusters/**', async route => {
    const response = await route.fetch();
    if (!response.headers()['content-type']?.includes('json')) {
      await route.fulfill({ response });
      return;
    }
    poisoned += 1;
    await route.fulfill({ response, json: poison(await response.json()) });
  });
  const links: string[] = [];
  for (const [address, shown] of PAGES) {
    await open(page, [address, shown]);
    if (!WITHOUT_TEXTS.includes(address)) {
      await expect(page.getByText('onerror=')).not.toHaveCount(0);
    }
    links.push(
      ...(await page
        .locator('a[href]')
        .evaluateAll(all => all.map(a => (a as HTMLAnchorElement).href))),
    );
    expect(await page.evaluate(() => (window as any).executed)).toBeUndefined();
    await expect(page.locator('img[src="x"]')).toHaveCount(0);
  }
  await page.close();
  expect(poisoned).toBeGreaterThan(PAGES.length / 2);
  expect(links.filter(link => !/^https?:/.test(link))).toEqual([]);
});
