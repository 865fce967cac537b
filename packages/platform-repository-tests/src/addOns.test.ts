import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, resourcesOf } from './repository';

const files = renderPlatformRepository(
  ANSWERS['many accounts, samples and the v1 API'],
);
const resources: any[] = resourcesOf(clusterApis(files)[0].composition);
const text = files['docs/add-ons.md'];
const project = (name: string) =>
  resources
    .map(r => r.base.spec?.forProvider?.manifest)
    .find(m => m?.kind === 'AppProject' && m.metadata.name === name);

describe('docs/add-ons.md', () => {
  it('names parts that the Composition has', () => {
    const names = resources.map(r => r.name);
    const parts = [
      ...text.matchAll(/`((?:role|rpa|pia|pc|autoscaler)-[a-z-]+|nodegroup)`/g),
    ].map(([, name]) => name);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) expect(names).toContain(part);
    const addOns = resources
      .filter(r => r.base.kind === 'Addon')
      .map(r => r.base.spec.forProvider.addonName);
    expect(addOns).toContain('metrics-server');
  });

  it('says of every option whether it is there, and why not', () => {
    for (const option of ['Monitoring', 'External secrets', 'Backup']) {
      expect(text).toContain(`## ${option}: out of scope\n`);
    }
    expect(text).toContain('## Kinds of a team (CRDs): by the platform team\n');
  });

  it('is right about the boundary: no role of a worker reads secrets of AWS', () => {
    const boundary = files['terraform/worker-account/iam-boundary.tf'];
    expect(boundary).not.toMatch(/"(secretsmanager|ssm):/);
    const locals = files['terraform/worker-account/locals.tf'];
    for (const name of ['role_suffixes', 'attachable_policy_arns']) {
      expect(text).toContain(`\`${name}\``);
      expect(locals).toContain(name);
    }
  });

  it('is right about the project workloads: namespaces are its only cluster-scoped kind', () => {
    expect(project('workloads').spec.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace', name: 'app-*' },
    ]);
  });

  it('is right about the disks: the CSI driver tags them with the cluster', () => {
    const driver = JSON.stringify(
      resources.find(r => r.name === 'addon-aws-ebs-csi-driver'),
    );
    expect(driver).toMatch(/extraVolumeTags.*\/cluster/);
  });
});
