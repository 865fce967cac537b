import { expect, test } from '@playwright/test';

test("a Component's tab of the Kubernetes plugin has its Pods on the worker clusters, and their logs", async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(
    page.getByRole('link', { name: /worker clusters/i }).first(),
  ).toBeVisible();
  await page.goto('/catalog/default/component/checkout/kubernetes');

  const summaries = page.locator('.MuiAccordionSummary-root');
  // Those of three environments, with as many Pods as the overlay of each says.
  for (const [cluster, pods] of [
    ['payments-dev', '1 pod'],
    ['payments-staging', '2 pods'],
    ['payments-prod', '4 pods'],
  ]) {
    await expect(summaries.filter({ hasText: cluster }).first()).toContainText(
      pods,
    );
  }

  await page.getByRole('button', { name: /payments-dev/ }).click();
  await summaries
    .filter({ hasText: 'namespace: app-checkout' })
    .first()
    // Beside the name, which opens the object.
    .click({ position: { x: 500, y: 20 } });
  await page
    .getByText(/^checkout-[0-9a-f]{10}-[0-9a-f]{5}$/)
    .locator('visible=true')
    .first()
    .click();
  await expect(page.getByText('Status: Running')).toBeVisible();
  await page.getByRole('button', { name: 'get logs' }).click();
  await expect(
    page.getByText(/INFO checkout started, listening/).first(),
  ).toBeVisible();
});
