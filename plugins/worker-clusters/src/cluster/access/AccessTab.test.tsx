import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { cluster, phase } from '../__testUtils__/clusters';
import { tabsOf } from '../tabs';
import { AccessTab } from './AccessTab';

const config = {
  workerClusters: {
    access: {
      steps: [
        {
          title: 'Use kubectl',
          text: 'With your own role.',
          command: 'aws eks update-kubeconfig --region {{region}}',
        },
        {
          title: 'Open Argo CD',
          link: { title: 'Argo CD', url: '{{argocdUrl}}' },
        },
      ],
    },
  },
};

describe('AccessTab', () => {
  it('shows the configured steps for the cluster, and copies a command', async () => {
    const user = userEvent.setup();
    const writeText = jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockResolvedValue();
    renderInTestApp(<AccessTab cluster={cluster({ region: 'eu-west-1' })} />, {
      config,
    });
    const [kubectl, argocd] = await screen.findAllByRole('listitem');
    expect(kubectl).toHaveTextContent('With your own role.');
    await user.click(
      within(kubectl).getByRole('button', { name: 'Copy: Use kubectl' }),
    );
    expect(await within(kubectl).findByText('Copied')).toBeInTheDocument();
    expect(writeText).toHaveBeenCalledWith(
      'aws eks update-kubeconfig --region eu-west-1',
    );
    expect(argocd).toHaveTextContent(
      'Not available yet: the cluster has no usable value for argocdUrl.',
    );
    expect(within(argocd).queryByRole('link')).not.toBeInTheDocument();
  });

  it.each([
    ['ready' as const, true, true],
    ['ready' as const, false, false],
    ['requested' as const, true, false],
  ])(
    'has a tab for a cluster that is %s: configured %s',
    (name, access, tab) => {
      expect(
        tabsOf({ phase: phase(name), access }).some(
          ({ id }) => id === 'access',
        ),
      ).toBe(tab);
    },
  );
});
