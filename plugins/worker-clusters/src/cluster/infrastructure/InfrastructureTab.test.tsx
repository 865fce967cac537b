import { renderInTestApp } from '@backstage/frontend-test-utils';
import type {
  ClusterInfrastructure,
  ComposedState,
  WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { screen, within } from '@testing-library/react';
import { workerClustersApiRef } from '../../api';
import { cluster } from '../__testUtils__/clusters';
import { InfrastructureTab } from './InfrastructureTab';

const resource = (name: string, state: ComposedState) => ({
  apiVersion: 'ec2.aws.upbound.io/v1beta1',
  kind: 'VPC',
  name,
  state,
  stage: 'network' as const,
  conditions: [
    { type: 'Synced', status: 'False' as const, reason: 'ReconcileError' },
  ],
});

const show = (getInfrastructure: () => Promise<ClusterInfrastructure>) =>
  renderInTestApp(<InfrastructureTab cluster={cluster()} />, {
    apis: [
      [
        workerClustersApiRef,
        { getInfrastructure } as unknown as WorkerClustersApi,
      ],
    ],
  });

const region = () => screen.findByRole('region', { name: 'Infrastructure' });

describe('InfrastructureTab', () => {
  it('shows the Composition and the conditions of the claim', async () => {
    show(async () => ({
      claim: {
        apiVersion: 'platform.example.org/v1alpha1',
        kind: 'WorkerCluster',
        conditions: [
          {
            type: 'Ready',
            status: 'False',
            reason: 'Creating',
            message: 'Unready resources: vpc',
          },
        ],
      },
      composition: 'worker-cluster-eks',
      resources: [],
    }));
    const conditions = await screen.findByRole('list', {
      name: 'Conditions of the claim',
    });
    expect(conditions).toHaveTextContent('Ready False, Creating');
    expect(conditions).toHaveTextContent('Unready resources: vpc');
    expect(await region()).toHaveTextContent('Compositionworker-cluster-eks');
    expect(await region()).toHaveTextContent(
      'Crossplane has composed no resources yet.',
    );
  });

  it.each([
    ['failed', 'Failed'],
    ['deleting', 'Deleting'],
    ['waiting', 'Not ready'],
    ['ready', 'Ready'],
  ] as const)('shows %s as an icon and a word', async (state, word) => {
    show(async () => ({ resources: [resource('vpc-a', state)] }));
    const chip = await screen.findByText(word);
    expect(chip.querySelector('svg')).toBeInTheDocument();
    expect(chip.closest('summary')).toHaveTextContent(`${word} VPC vpc-a`);
  });

  it('shows a long message with no button in the summary', async () => {
    const message = `cannot create: ${'quota exceeded '.repeat(40)}`.trim();
    show(async () => ({
      resources: [{ ...resource('vpc-a', 'failed'), message }],
    }));
    const summary = (await screen.findByText('Failed')).closest('summary')!;
    expect(summary).toHaveTextContent(message);
    expect(within(summary).queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows the conditions of a resource', async () => {
    show(async () => ({ resources: [resource('vpc-a', 'failed')] }));
    const summary = (await screen.findByText('Failed')).closest('details')!;
    expect(
      within(summary).getByText(/Synced False, ReconcileError/),
    ).toBeInTheDocument();
  });

  it('says that the resources cannot be read', async () => {
    show(async () => {
      throw new Error('No database');
    });
    expect(
      await screen.findByText(
        'The composed resources cannot be read at the moment.',
      ),
    ).toBeInTheDocument();
    expect(await region()).toHaveTextContent(
      'Synced byclusters Synced Healthy',
    );
  });
});
