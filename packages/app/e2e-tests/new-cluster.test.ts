import { expect, Page, test } from '@playwright/test';
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

interface Form {
  name: string;
  owner?: string;
}

/** Opens the template and fills its one page. */
async function fillForm({ name, owner = 'Payments' }: Form) {
  await page.goto('/create/templates/default/new-cluster');
  const nameField = page.getByRole('textbox', { name: 'Name' });
  await nameField.fill(name);
  const ownerField = page.getByRole('textbox', { name: 'Owner' });
  await ownerField.fill(owner);
  await page
    .getByRole('option', { name: new RegExp(owner, 'i') })
    .first()
    .click();
}

async function submitForm() {
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
}

test('signs in as guest and finds fleet and template from the home page', async () => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(
    page.getByRole('link', { name: /new cluster/i }).first(),
  ).toBeVisible();
  await page
    .getByRole('link', { name: /worker clusters/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/worker-clusters/);
  await expect(page.getByRole('row', { name: /payments-dev/ })).toBeVisible();
});

test('a request becomes a pull request, the merge becomes a ready cluster with healthy applications', async ({
  browser,
}) => {
  await fillForm({ name: NAME });
  await submitForm();
  const link = page.getByRole('link', { name: /pull request/i }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const pullRequestUrl = (await link.getAttribute('href'))!;
  expect(pullRequestUrl).toContain(`${gitUrl}/platform/gitops/pulls/`);

  // The fleet page stays open from here on; nobody reloads it.
  await page.goto(`/worker-clusters?search=${NAME}`);
  const row = page.getByRole('row', { name: new RegExp(NAME) });
  await expect(row).toContainText(/requested/i);
  await page.evaluate(() => {
    (window as any).notReloaded = true;
  });

  const reviewer = await browser.newPage();
  await reviewer.goto(pullRequestUrl);
  await expect(reviewer.getByText(`crossplane/claims/`).first()).toBeVisible();
  await reviewer.getByRole('button', { name: /^merge/i }).click();
  await expect(reviewer.getByText(/merged/i).first()).toBeVisible();
  await reviewer.close();

  await expect(row).toContainText(/provisioning/i, { timeout: 60_000 });
  await expect(row).toContainText(/ready/i, { timeout: 180_000 });
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
  const live = await getFromManagement(
    `/apis/platform.example.org/v1alpha1/namespaces/clusters-dev/workerclusters/${NAME}`,
  );
  expect(live.spec).toMatchObject(claim.spec);
  expect(live.status.conditions).toContainEqual(
    expect.objectContaining({ type: 'Ready', status: 'True' }),
  );
});

test('the cluster has a page and a catalog page', async () => {
  await page.getByRole('link', { name: NAME }).first().click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
  await expect(page.getByText(/control plane/i).first()).toBeVisible();
  await page.goto(`/catalog/default/resource/${NAME}`);
  await expect(page.getByText(NAME).first()).toBeVisible();
  await page
    .getByRole('link', { name: 'Worker cluster', exact: true })
    .or(page.getByRole('tab', { name: 'Worker cluster', exact: true }))
    .click();
  await expect(page.getByText(/healthy/i).first()).toBeVisible();
});

test('a name that is taken is refused with where it is taken', async () => {
  await fillForm({ name: NAME });
  await expect(page.getByText(/taken|already|exists/i).first()).toBeVisible();
});

test('a name that is no DNS label is refused with the rule', async () => {
  await fillForm({ name: 'Not_A_Label' });
  await expect(page.getByText(/lower.?case/i).first()).toBeVisible();
});

test('an unknown region is refused with the regions there are, and leaves no branch', async () => {
  const events = await runTemplate({
    name: 'mars-e2e',
    environment: 'dev',
    region: 'mars-1',
    owner: 'group:default/payments',
    kubernetesVersion: '1.34',
    size: 'small',
    minNodes: 2,
    maxNodes: 4,
  });
  expect(events).toMatch(/mars-1/);
  expect(events).toMatch(/eu-west-1/);
  expect((await listBranches()).join()).not.toContain('mars-e2e');
});

test('a Git host that is down is said, and leaves no branch', async () => {
  await setFaults('git', [{ kind: 'unavailable' }]);
  try {
    await fillForm({ name: 'nogit-e2e' });
    await submitForm();
    await expect(page.getByText(/git host/i).first()).toBeVisible({
      timeout: 90_000,
    });
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
