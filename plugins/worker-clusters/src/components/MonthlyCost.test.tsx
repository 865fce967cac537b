import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { MonthlyCost } from './MonthlyCost';

describe('MonthlyCost', () => {
  const range = (min: number, max = min) => ({ min, max });

  it.each([
    [{ monthly: range(200.4, 1400) }, '200 to 1,400 USD a month'],
    [{ monthly: range(200) }, '200 USD a month'],
    [
      { monthly: range(200, 1400), before: range(200, 800) },
      '200 to 1,400 USD a month (now 200 to 800 USD)',
    ],
  ])('writes %j as "%s"', async (cost, text) => {
    renderInTestApp(
      <p>
        <MonthlyCost cost={{ currency: 'USD', ...cost }} />
      </p>,
    );
    expect(await screen.findByText(text)).toBeInTheDocument();
  });
});
