import { Browser, expect, Page, test } from '@playwright/test';
import { parse } from 'yaml';
import {
  getFromManagement,
  gitUrl,
  listBranches,
  readFileFromClone,
  setFaults,
} from './sandbox';

const NAME = process.env.E2E_NAME ?? 'checkout-e2e';

test.describe.configure({ mode: 'serial' });

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
});
test.afterAll(async () => {
  await setFaults('git', []);
  await setFaults('management', []);
  await page.close();
});

/** Chooses an option by its label, as people do: the radio itself is hidden and takes no click. */
async function choose(name: string) {
  const radio = page.getByRole('radio', { name });
  await page.locator('label').filter({ has: radio }).click();
  await expect(radio).toBeChecked();
}

/** Opens the template and fills its pages up to the one that checks the request. */
async function fillForm(name: string) {
  await fillName(name);
  await next();
  await choose('eu-west-1');
  await page.getByRole('combobox', { name: /owner/i }).fill('Payments');
  await page
    .getByRole('option', { name: /payments/i })
    .first()
    .click();
  await page.keyboard.press('Tab');
  await choose('1.34');
  await next();
}

/** The last button of a form. */
const SEND = /^(open the pull request|request the removal)$/i;

async function fillName(name: string) {
  await page.goto('/create/templates/default/new-cluster');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
}

async function next() {
  await page.getByRole('button', { name: 'Next' }).click();
}

/** From the page that checks the request to the link of the pull request. */
async function ask(): Promise<string> {
  await expect(
    page.getByRole('status').filter({ hasText: 'Ready to submit.' }),
  ).toHaveCount(1, { timeout: 30_000 });
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: SEND }).click();
  const link = page.getByRole('link', { name: /^pull request #/i }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const url = (await link.getAttribute('href'))!;
  expect(url).toContain(`${gitUrl}/platform/gitops/pulls/`);
  return url;
}

/** Reads and merges a pull request as the platform team does. */
async function merge(browser: Browser, url: string, ...says: RegExp[]) {
  const reviewer = await browser.newPage();
  await reviewer.goto(url);
  for (const text of says) {
    await expect(reviewer.getByText(text).first()).toBeVisible();
  }
  await reviewer.getByRole('button', { name: /^merge/i }).click();
  await expect(reviewer.getByText(/merged/i).first()).toBeVisible();
  await reviewer.close();
}

/** From a finished request to the page of its cluster. */
async function follow() {
  await page.getByRole('link', { name: /^follow the cluster/i }).click();
  await expect(page.getByRole('heading', { name: NAME }).first()).toBeVisible();
}

/** Opens the cluster's page, and the form for what is wanted of it. */
async function changeCluster(what: RegExp) {
  await page.goto(`/worker-clusters/clusters/sandbox/clusters-dev/${NAME}`);
  await page.getByRole('button', { name: /change cluster/i }).click();
  await page.getByRole('menuitem', { name: what }).click();
  await expect(page.getByText(NAME).first()).toBeVisible();
  await next();
}

/** The header of the plugin has tabs, too. */
const clusterTab = (name: string) =>
  page
    .getByRole('tablist', { name: 'Parts of the cluster' })
    .getByRole('tab', { name });

const claimOf = () =>
  getFromManagement(
    `/apis/platform.example.org/v1alpha1/namespaces/clusters-dev/workerclusters/${NAME}`,
  );

test('signs in as guest and finds fleet and template from the home page', async () => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(
    page.getByRole('link', { name: /new cluster/i }).first(),
  ).toBeVisible();
  await page
    .getByRole('link', { name: 'Worker clusters', exact: true })
    .click();
  await expect(page).toHaveURL(/\/worker-clusters/);
  await expect(page.getByRole('row', { name: /payments-dev/ })).toBeVisible();
});

test('a request becomes a pull request, the merge becomes a ready cluster with healthy applications', async ({
  browser,
}) => {
  await fillForm(NAME);
  await expect(page.getByText(/vpcCidr: 10\./)).toBeVisible();
  const pullRequestUrl = await ask();

  // The fleet page stays open from here on; nobody reloads it.
  await page.goto(`/worker-clusters?search=${NAME}`);
  const row = page.getByRole('row', { name: new RegExp(NAME) });
  await expect(row).toContainText(/requested/i);
  await page.evaluate(() => {
    (window as any).notReloaded = true;
  });

  await merge(
    browser,
    pullRequestUrl,
    /crossplane\/claims\//,
    /Created resources/,
  );

  await expect(row).toContainText(/provisioning/i, { timeout: 60_000 });
  // Not the count of ready resources.
  await expect(row.getByText('Ready', { exact: true })).toBeVisible({
    timeout: 180_000,
  });
  await expect(row.getByText(/healthy/i).first()).toBeAttached({
    timeout: 120_000,
  });
  await expect(row).not.toContainText(/progressing|degraded|missing/i, {
    timeout: 120_000,
  });
  expect(await page.evaluate(() => (window as any).notReloaded)).toBe(true);
});

test('what was merged is in Git and in the management cluster', async () => {
  const claim = parse(
    await readFileFromClone(`crossplane/claims/dev/${NAME}.yaml`),
  );
  expect(claim).toMatchObject({
    kind: 'WorkerCluster',
    metadata: { name: NAME, namespace: 'clusters-dev' },
    spec: { environment: 'dev', owner: 'group:default/payments' },
  });
  const live = await claimOf();
  expect(live.spec).toMatchObject(claim.spec);
  expect(live.status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Ready', status: 'True' }),
  );
});

test('the cluster has a page and a catalog page', async () => {
  await page.getByRole('link', { name: NAME }).first().click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
  await expect(page.getByText(/control plane/i).first()).toBeVisible();
  await clusterTab('Applications').click();
  await expect(page).toHaveURL(new RegExp(`/${NAME}/applications$`));
  await expect(page.getByText(/healthy/i).first()).toBeVisible();
  await page.goBack();
  await expect(
    page.getByRole('tab', { name: 'Overview', selected: true }),
  ).toBeVisible();
  await page.goto(`/catalog/default/resource/${NAME}`);
  await expect(page.getByText(NAME).first()).toBeVisible();
  await page
    .getByRole('link', { name: 'Worker cluster', exact: true })
    .or(page.getByRole('tab', { name: 'Worker cluster', exact: true }))
    .click();
  await clusterTab('Applications').click();
  await expect(page.getByText(/healthy/i).first()).toBeVisible();
});

test('the cluster is resized by pull request, and nothing but the field changes in its file', async ({
  browser,
}) => {
  const path = `crossplane/claims/dev/${NAME}.yaml`;
  const before = await readFileFromClone(path);
  await changeCluster(/resize/i);
  const max = page.getByRole('textbox', { name: /maximum/i });
  await max.fill('7');
  await max.blur();
  await next();
  await expect(
    page.getByRole('row', { name: /maximum number of nodes/i }),
  ).toContainText('7');
  const url = await ask();
  await follow();
  await merge(browser, url, /Changes/, /Maximum number of nodes/);
  const after = await readFileFromClone(path);
  expect(parse(after).spec).toEqual({
    ...parse(before).spec,
    nodes: { max: 7 },
  });
  expect(after.startsWith(before.trimEnd())).toBe(true);
  await expect
    .poll(async () => (await claimOf()).spec.nodes.max, { timeout: 60_000 })
    .toBe(7);
});

test('the cluster is upgraded by pull request, one minor version at a time', async ({
  browser,
}) => {
  await changeCluster(/upgrade/i);
  await choose('1.35');
  await next();
  await expect(page.getByText(/control plane is upgraded/i)).toBeVisible();
  await merge(browser, await ask(), /every node is replaced/);
  await expect
    .poll(async () => (await claimOf()).status.cluster.version, {
      timeout: 120_000,
    })
    .toMatch(/1\.35/);
  await page.goto(`/worker-clusters/clusters/sandbox/clusters-dev/${NAME}`);
  await expect(page.getByText(/^1\.35/).first()).toBeVisible({
    timeout: 120_000,
  });
});

test('a name that is taken is refused with where it is taken', async () => {
  await fillName(NAME);
  await expect(page.getByText(/taken|already|exists/i).first()).toBeVisible();
});

test('a name that is no DNS label is refused with the rule', async () => {
  await fillName('Not_A_Label');
  await expect(page.getByText(/uppercase letters/i).first()).toBeVisible();
});

test('an unknown region is refused with the regions there are, and leaves no branch', async () => {
  const events = await runTemplate({
    name: 'mars-e2e',
    environment: 'dev',
    spec: {
      region: 'mars-1',
      owner: 'group:default/payments',
      kubernetesVersion: '1.34',
    },
    review: { allowed: true },
  });
  expect(events).toMatch(/mars-1/);
  expect(events).toMatch(/eu-west-1/);
  expect((await listBranches()).join()).not.toContain('mars-e2e');
});

test('a Git host that is down is said before anything is asked for', async () => {
  await setFaults('git', [{ kind: 'unavailable' }]);
  try {
    await fillForm('nogit-e2e');
    await expect(page.getByText(/git host/i).first()).toBeVisible({
      timeout: 90_000,
    });
    await expect(page.getByText('Ready to submit.')).toHaveCount(0);
  } finally {
    await setFaults('git', []);
  }
  expect((await listBranches()).join()).not.toContain('nogit-e2e');
});

test('with the management cluster down the fleet page shows the last known state with its age', async () => {
  await page.goto('/worker-clusters');
  const count = page.getByText(/^\d+ clusters$/);
  const row = page.getByRole('row', { name: /payments-dev/ });
  await expect(row).toContainText(/ready/i);
  const before = await count.textContent();
  await setFaults('management', [{ kind: 'vanish' }]);
  try {
    const notice = page.getByText(/last known state, from/i).first();
    await expect(notice).toBeVisible({ timeout: 90_000 });
    await expect(count).toHaveText(before!);
    await expect(row).toContainText(/ready/i);
    await page.reload();
    await expect(notice).toBeVisible();
    await expect(count).toHaveText(before!);
    await expect(row).toContainText(/ready/i);
  } finally {
    await setFaults('management', []);
  }
  await expect(page.getByText(/last known state/i)).toHaveCount(0, {
    timeout: 90_000,
  });
});

test('the cluster is decommissioned by pull request, once its name is typed, and everything of it goes', async ({
  browser,
}) => {
  await changeCluster(/decommission/i);
  await expect(page.getByText(/cannot be undone/i).first()).toBeVisible();
  const typed = page.getByRole('textbox', { name: /type the name/i });
  await typed.fill('another');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('button', { name: SEND })).toHaveCount(0);
  await typed.fill(NAME);
  await merge(browser, await ask(), /Destroyed resources/);
  await expect
    .poll(async () => (await claimOf()).kind, { timeout: 180_000 })
    .toBe('Status');
  await page.goto(`/worker-clusters?search=${NAME}`);
  await expect(
    page.getByRole('row', { name: new RegExp(`${NAME}.*ready`, 'i') }),
  ).toHaveCount(0, { timeout: 60_000 });
});

/** Runs the template past its form, as a script with the user's token would; returns the task's log. */
async function runTemplate(values: Record<string, unknown>): Promise<string> {
  return page.evaluate(async body => {
    const refresh = await fetch('/api/auth/guest/refresh', { method: 'POST' });
    const { backstageIdentity } = await refresh.json();
    const headers = {
      authorization: `Bearer ${backstageIdentity.token}`,
      'content-type': 'application/json',
    };
    const created = await fetch('/api/scaffolder/v2/tasks', {
      method: 'POST',
      headers,
      body: JSON.stringify({
        templateRef: 'template:default/new-cluster',
        values: body,
      }),
    });
    const text = await created.text();
    // Refused before it became a task: that is an answer too.
    if (!created.ok) return text;
    const { id } = JSON.parse(text);
    for (;;) {
      const task = await (
        await fetch(`/api/scaffolder/v2/tasks/${id}`, { headers })
      ).json();
      if (task.status !== 'processing' && task.status !== 'open') break;
      await new Promise(resolve => setTimeout(resolve, 300));
    }
    const events = await (
      await fetch(`/api/scaffolder/v2/tasks/${id}/events`, { headers })
    ).json();
    return events
      .map((event: any) => event.body.error?.message ?? event.body.message)
      .join('\n');
  }, values);
}
