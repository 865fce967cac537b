import { Browser, expect, Page, test } from '@playwright/test';

const CLUSTER = '/worker-clusters/clusters/sandbox/clusters-dev/payments-dev';
/** Long enough to see what stands in for an answer, in milliseconds. */
const ANSWER_MS = 1_500;
/** Of elements that were on the page already. Above 0.1 a page feels restless: https://web.dev/articles/cls */
const MAX_SHIFT = 0.05;

async function signIn(
  browser: Browser,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<Page> {
  const page = await browser.newPage(options);
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(
    page.getByRole('link', { name: /worker clusters/i }).first(),
  ).toBeVisible();
  return page;
}

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  for (const [name, address] of [
    ['fleet', '/worker-clusters/clusters'],
    ['cluster', CLUSTER],
  ]) {
    test(`the ${name} page does not move when its data comes, at ${viewport.width} pixels`, async ({
      browser,
    }) => {
      const page = await signIn(browser, { viewport });
      await page.addInitScript(() => {
        (window as any).shifts = [];
        new PerformanceObserver(list => {
          for (const entry of list.getEntries() as any[]) {
            (window as any).shifts.push({
              value: entry.value,
              of: entry.sources.map((source: any) =>
                source.node?.textContent?.slice(0, 40),
              ),
            });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.route('**/api/worker-clusters/**', async route => {
        await new Promise(resolve => setTimeout(resolve, ANSWER_MS));
        await route.continue();
      });
      await page.goto(address);
      const busy = page.locator('[aria-busy=true]');
      await expect(busy.first()).toBeVisible();
      // The portal itself has loaded: what moves from here on is ours.
      await page.evaluate(() => {
        (window as any).shifts = [];
      });
      await expect(busy).toHaveCount(0);
      await expect(page.getByText('payments-dev').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
      const shifts: Array<{ value: number; of: string[] }> =
        await page.evaluate(() => (window as any).shifts);
      await page.close();
      const total = shifts.reduce((sum, { value }) => sum + value, 0);
      expect(
        { total, shifts: total > MAX_SHIFT ? shifts : [] },
        JSON.stringify(shifts),
      ).toEqual({ total: expect.any(Number), shifts: [] });
    });
  }
}

test('the keyboard leads from the fleet to a cluster, into an Application and back', async ({
  browser,
}) => {
  const page = await signIn(browser);
  await page.goto('/worker-clusters/clusters');
  // Tab leads to the name of the first cluster; arrows to the box that selects it, and to the other cells.
  const first = page.getByRole('row').nth(1);
  const link = first.getByRole('link').first();
  await expect(link).toBeVisible();
  const table = page.getByRole('grid', { name: 'Clusters' });
  await expect(table.locator('[tabindex="0"]')).toHaveCount(1);
  await link.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(first.getByRole('checkbox')).toBeFocused();
  await page.keyboard.press('Space');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(link).toBeFocused();
  const name = (await link.textContent())!;
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name })).toBeFocused();
  await expect(page).toHaveTitle(new RegExp(`^${name} \\| `));

  await page.goto(`${CLUSTER}/applications`);
  // Tab leads to the first name; Enter follows its link.
  const application = page.getByRole('rowheader').first();
  await expect(application).toHaveAttribute('tabindex', '0');
  await application.focus();
  await page.keyboard.press('Enter');
  const drawer = page.getByRole('dialog');
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(application).toBeFocused();
  await page.close();
});

/** Classes of what moves while the page of a cluster loads. */
async function movingWhileLoading(
  browser: Browser,
  reducedMotion: 'reduce' | 'no-preference',
): Promise<string[]> {
  const page = await signIn(browser, { reducedMotion });
  await page.route('**/api/worker-clusters/**', async route => {
    await new Promise(resolve => setTimeout(resolve, ANSWER_MS));
    await route.continue();
  });
  await page.goto(CLUSTER);
  await expect(page.locator('[aria-busy=true]').first()).toBeVisible();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(
        animation =>
          Number(animation.effect?.getComputedTiming().duration) > 100 &&
          (animation.effect as KeyframeEffect).target?.closest(
            '[aria-busy=true]',
          ),
      )
      .map(animation =>
        String((animation.effect as KeyframeEffect).target?.className),
      ),
  );
  await page.close();
  return moving;
}

test('nothing moves for who wants no motion', async ({ browser }) => {
  // What is looked for is there without the preference.
  expect(await movingWhileLoading(browser, 'no-preference')).not.toEqual([]);
  expect(await movingWhileLoading(browser, 'reduce')).toEqual([]);
});
