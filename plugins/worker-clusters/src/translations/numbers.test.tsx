import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { german } from './__testUtils__/german';
import { useTexts } from './Texts';

function Clusters({ count }: { count: number }) {
  const { t } = useTexts();
  return <p>{t('fleet.clusters', { count })}</p>;
}

describe('numbers in texts', () => {
  // The language that the app remembers.
  beforeEach(() => localStorage.clear());

  it('have the separator of the language', async () => {
    renderInTestApp(<Clusters count={1234} />);
    expect(await screen.findByText('1,234 clusters')).toBeInTheDocument();
  });

  it('have that of German', async () => {
    renderInTestApp(<Clusters count={1234} />, { config: german });
    expect(await screen.findByText('1.234 Cluster')).toBeInTheDocument();
  });
});
