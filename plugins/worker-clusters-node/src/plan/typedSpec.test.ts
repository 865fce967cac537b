import { typedSpec } from './typedSpec';

describe('typedSpec', () => {
  it('keeps fields of their types, and others as they are', () => {
    const spec = {
      environment: 'dev',
      owner: 'group:default/payments',
      nodes: { size: 'small', min: 1, max: 3, zones: ['a'] },
      network: { vpcCidr: '10.1.0.0/16' },
      argocd: { chartVersion: 7 },
    };
    expect(typedSpec(spec)).toEqual(spec);
  });

  it.each([
    [{ owner: { kind: 'group' } }, {}],
    [{ owner: ['group:default/payments'] }, {}],
    [{ environment: 1, region: null, kubernetesVersion: 1.34 }, {}],
    [{ nodes: 'many', network: ['10.0.0.0/16'] }, {}],
    [{ nodes: null }, {}],
    [
      { nodes: { size: {}, min: '1', max: 3 }, network: { vpcCidr: 10 } },
      { nodes: { max: 3 }, network: {} },
    ],
  ])('leaves out what has another type: %j', (spec, expected) => {
    expect(typedSpec(spec)).toEqual(expected);
  });
});
