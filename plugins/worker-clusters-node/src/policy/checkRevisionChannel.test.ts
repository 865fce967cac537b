import { type Claim, parseXrd } from '../claims';
import { XRD } from '../claims/__testUtils__/xrd';
import { planRequest } from '../plan';
import { SPEC, testPlatform } from '../plan/__testUtils__/testPlatform';
import { checkMachinery } from './checkMachinery';
import { checkRevisionChannel } from './checkRevisionChannel';

const V2 = 'spec.crossplane.compositionRevisionSelector';
const V1 = 'spec.compositionRevisionSelector';
const definitionWith = (field: string) =>
  parseXrd(
    XRD.replace(
      'environment: {type: string,',
      `environment: {type: string, x-composition-channel: {field: ${field}, label: platform.example.org/channel-},`,
    ),
    'xrd.yaml',
  );
const selector = (environment: string) => ({
  compositionRevisionSelector: {
    matchLabels: { [`platform.example.org/channel-${environment}`]: 'true' },
  },
});
const claim = (spec: object = {}): Claim =>
  ({
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata: { name: 'a', namespace: 'clusters-dev', annotations: {} },
    spec: { environment: 'dev', ...spec },
  } as unknown as Claim);
const check = (one: Claim, before?: Claim, field = V2) =>
  checkRevisionChannel(definitionWith(field), { claim: one, before }).map(
    ({ severity, field: where }) => `${severity} ${where}`,
  );

describe('checkRevisionChannel', () => {
  const right = claim({ crossplane: selector('dev') });

  it.each<[string, Claim, Claim | undefined, string[]]>([
    ['a new claim with the channel', right, undefined, []],
    ['a new claim without', claim(), undefined, [`error ${V2}`]],
    [
      'a new claim with the channel of another environment',
      claim({ crossplane: selector('prod') }),
      undefined,
      [`error ${V2}`],
    ],
    ['a claim that loses it', claim(), right, [`error ${V2}`]],
    ['a claim that never had it', claim(), claim(), [`warning ${V2}`]],
    ['a claim that gets it', right, claim(), []],
    [
      'a claim that is pinned to a revision',
      claim({ crossplane: { compositionUpdatePolicy: 'Manual' } }),
      undefined,
      [],
    ],
    [
      'a claim of another Composition',
      claim({ crossplane: { compositionRef: { name: 'other' } } }),
      undefined,
      [],
    ],
    [
      'a claim whose machinery is no object',
      claim({ crossplane: 'x' }),
      undefined,
      [`error ${V2}`],
    ],
  ])('checks %s', (_, one, before, expected) => {
    expect(check(one, before)).toEqual(expected);
  });

  it('reads the field of Crossplane v1', () => {
    expect(check(claim(selector('dev')), undefined, V1)).toEqual([]);
    expect(check(right, undefined, V1)).toEqual([`error ${V1}`]);
  });

  it('says nothing where the XRD has no channels, or another field', () => {
    expect(
      checkRevisionChannel(parseXrd(XRD, 'xrd.yaml'), { claim: claim() }),
    ).toEqual([]);
    expect(check(claim(), undefined, 'spec.owner')).toEqual([]);
  });

  it('says what to write', () => {
    expect(
      checkRevisionChannel(definitionWith(V2), { claim: claim() })[0].message,
    ).toContain(
      `set ${V2}.matchLabels to platform.example.org/channel-dev: 'true'`,
    );
  });
});

describe('checkMachinery', () => {
  const requested = (one: Claim, before?: Claim) =>
    checkMachinery(
      {},
      {
        claim: one,
        before,
        author: 'requester',
        definition: definitionWith(V2),
      },
    ).map(({ field }) => field);

  it('lets everybody set the channel of the environment, and no other', () => {
    expect(requested(claim({ crossplane: selector('dev') }))).toEqual([]);
    expect(requested(claim({ crossplane: selector('prod') }))).toEqual([V2]);
    expect(requested(claim(), claim({ crossplane: selector('dev') }))).toEqual([
      V2,
    ]);
  });
});

describe('planRequest', () => {
  const plan = (field: string, spec: object = {}) =>
    planRequest(
      testPlatform({
        definition: definitionWith(field),
        policy: { compositions: ['other'] },
      }),
      {
        verb: 'create',
        environment: 'dev',
        name: 'search-dev',
        spec: { ...SPEC, nodes: { size: 'small', min: 1, max: 2 }, ...spec },
      },
    );

  it('writes the channel of the environment into a new claim', async () => {
    const { preview, claim: planned } = await plan(V2);
    expect(preview).toMatchObject({ allowed: true, findings: [] });
    expect(preview.after).toContain(`
  crossplane:
    compositionRevisionSelector:
      matchLabels:
        platform.example.org/channel-dev: "true"
`);
    expect(planned.object.spec).toMatchObject({ crossplane: selector('dev') });
  });

  it('writes it where Crossplane v1 reads it', async () => {
    const { preview } = await plan(V1);
    expect(preview).toMatchObject({ allowed: true, findings: [] });
    expect(preview.after).toContain(`
  compositionRevisionSelector:
    matchLabels:
      platform.example.org/channel-dev: "true"
`);
  });

  it('writes none for another Composition, whose revisions may have no channels', async () => {
    const crossplane = { compositionRef: { name: 'other' } };
    const { claim: planned } = await plan(V2, { crossplane });
    expect(planned.object.spec).toMatchObject({ crossplane });
    expect(planned.object.spec.crossplane).not.toHaveProperty(
      'compositionRevisionSelector',
    );
  });
});
