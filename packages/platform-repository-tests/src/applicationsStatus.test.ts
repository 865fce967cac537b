import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, objects } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);

it.each(clusterApis(files).map(a => [a.xrd.spec.names.kind, a] as const))(
  'the status of a %s says what the management cluster sees of its applications, and of when that is',
  (_, api) => {
    const { status } = renderStages(api, compositeResource(api, SPEC)).at(-1)!;
    expect(status).toMatchObject({
      applications: {
        sync: 'Synced',
        health: 'Healthy',
        revision: '5f1c2e0',
        observedAt: '2026-11-23T08:00:00Z',
      },
    });
  },
);

it('looks at them as often as the documentation says', () => {
  const { object } = objects(files, ['crossplane/packages/']).find(
    o =>
      o.object.kind === 'DeploymentRuntimeConfig' &&
      o.object.metadata.name === 'provider-kubernetes',
  )!;
  const { args } =
    object.spec.deploymentTemplate.spec.template.spec.containers[0];
  const [poll] = args.filter((arg: string) => arg.startsWith('--poll='));
  expect(poll).toBe('--poll=2m');
  expect(
    readFileSync(join(__dirname, '../../../docs/verdicts.md'), 'utf8'),
  ).toContain(`\`${poll}\``);
});
