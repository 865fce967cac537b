import { renderPlatformRepository } from '@worker-clusters/sandbox';
import { ANSWERS } from './answers';
import { clusterApis, inputOf, resourcesOf, schemaOf } from './repository';
import { SPEC } from './spec';
import { compositeResource, renderStages } from './stages';

const answers = ANSWERS['many accounts, samples and the v1 API'];
const apis = clusterApis(renderPlatformRepository(answers));

describe.each(apis.map(a => [a.xrd.spec.names.kind, a] as const))(
  'access entries of %s',
  (_, api) => {
    const accessOf = (spec: object) => {
      const { desired } = renderStages(
        api,
        compositeResource(api, { ...SPEC, ...spec }),
      ).at(-1)!;
      return (name: string) => desired.get(name)!.spec.forProvider;
    };

    it.each([
      [
        'dev',
        'group:default/payments',
        undefined,
        '111111111111:role/k8s-payments',
      ],
      [
        'pre-prod',
        'group:default/a.b_c',
        undefined,
        '333333333333:role/k8s-a.b_c',
      ],
      [
        'dev',
        'user:default/jane',
        'arn:aws:iam::111111111111:role/people/jane',
        '111111111111:role/people/jane',
      ],
    ])(
      'let the role of the owner read: %s, %s, %s',
      (environment, owner, roleArn, expected) => {
        const of = accessOf({
          environment,
          owner,
          ...(roleArn && { access: { roleArn } }),
        });
        const principalArn = `arn:aws:iam::${expected}`;
        expect(of('access-owner')).toMatchObject({
          principalArn,
          type: 'STANDARD',
        });
        expect(of('access-owner-view')).toMatchObject({
          principalArn,
          policyArn:
            'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy',
          accessScope: { type: 'cluster' },
        });
      },
    );

    it("let the account's role for emergencies administer", () => {
      const of = accessOf({ environment: 'qa' });
      const principalArn = 'arn:aws:iam::222222222222:role/break-glass';
      expect(of('access-break-glass')).toMatchObject({ principalArn });
      expect(of('access-break-glass-admin')).toMatchObject({
        principalArn,
        policyArn:
          'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      });
    });

    it('do not hold up the cluster where EKS does not know a role', () => {
      const entries = resourcesOf(api.composition).filter(r =>
        r.name.startsWith('access-'),
      );
      expect(entries).toHaveLength(4);
      for (const { readinessChecks } of entries) {
        expect(readinessChecks).toEqual([{ type: 'None' }]);
      }
    });

    it('keep the emergency role until the nodes are gone', () => {
      const { rules } = inputOf(api.composition, 'function-sequencer');
      expect(rules.map((r: any) => r.sequence.join(' '))).toEqual(
        expect.arrayContaining([
          'cluster access-break-glass',
          'access-break-glass access-break-glass-admin',
          'access-break-glass-admin nodegroup',
        ]),
      );
    });
  },
);

it('are left out, with the field of the claim, where the platform team names no role', () => {
  const [{ xrd, composition }] = clusterApis(
    renderPlatformRepository(ANSWERS['the smallest']),
  );
  expect(
    resourcesOf(composition).filter(r => r.name.startsWith('access-')),
  ).toEqual([]);
  expect(
    Object.keys(schemaOf(xrd).properties.spec.properties.access.properties),
  ).toEqual(['group']);
});
