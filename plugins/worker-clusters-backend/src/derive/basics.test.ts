import fc from 'fast-check';
import { errorCondition, isOperationOngoing, isReady } from './conditions';
import { composed, condition, SHAPE } from './__testUtils__/observation';
import { isResourceReady } from './resources';
import { stageOfResource, stageRank } from './stages';
import { boundedText, boundedWord, httpUrl, reasonOr } from './text';
import { believable, earliest, latest, toIso } from './time';

describe('boundedText', () => {
  it.each<[unknown, string | undefined]>([
    ['plain', 'plain'],
    ['  around  ', 'around'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    ['nul\0bell\u0007', 'nul bell'],
    ['half \ud83d', 'half \ufffd'],
    ['whole 😀', 'whole 😀'],
    ['123456789012345678901', '1234567890123456789…'],
    ['', undefined],
    ['\0', undefined],
    [undefined, undefined],
    [{ toString: () => 'x' }, undefined],
  ])('%j becomes %j', (input, expected) => {
    expect(boundedText(input, 20)).toBe(expected);
  });

  it('never gives more than asked for, nor what a database refuses', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (text, max) => {
          const bounded = boundedText(text, max) ?? '';
          expect(bounded.length).toBeLessThanOrEqual(max);
          expect(bounded).not.toContain('\0');
          expect(Buffer.from(bounded).toString()).toBe(bounded);
        },
      ),
    );
  });

  it('keeps words short', () => {
    expect(boundedWord('x'.repeat(999))).toHaveLength(253);
  });
});

describe('httpUrl', () => {
  it.each<[unknown, string | undefined]>([
    ['https://argocd.example.org', 'https://argocd.example.org'],
    [' http://127.0.0.1:8080/argocd/ ', 'http://127.0.0.1:8080/argocd'],
    ['HTTPS://ARGOCD.example.org', 'https://argocd.example.org'],
    ['https://argocd.example.org/?next=x#y', 'https://argocd.example.org'],
    ['https://user:password@argocd.example.org', undefined],
    ['data:text/html,x', undefined],
    ['java\nscript:alert(1)', undefined],
    ['//argocd.example.org', undefined],
    ['https://', undefined],
    [`https://example.org/${'x'.repeat(3000)}`, undefined],
    [undefined, undefined],
    [42, undefined],
  ])('%j becomes %j', (input, expected) => {
    expect(httpUrl(input)).toBe(expected);
  });
});

describe('reasonOr', () => {
  it.each([
    ['ReconcileError', 'ReconcileError'],
    ['<b>x</b>', 'Other'],
    ['', 'Other'],
    [undefined, 'Other'],
    ['x'.repeat(200), 'Other'],
  ])('%j becomes %j', (input, expected) => {
    expect(reasonOr(input, 'Other')).toBe(expected);
  });
});

describe('times', () => {
  it.each([
    ['2026-11-23T07:00:00Z', '2026-11-23T07:00:00.000Z'],
    ['2026-11-23T09:00:00+02:00', '2026-11-23T07:00:00.000Z'],
    ['yesterday', undefined],
    [undefined, undefined],
  ])('%j is stored as %j', (input, expected) => {
    expect(toIso(input)).toBe(expected);
  });

  it('are compared as times, and what is none is skipped', () => {
    const a = '2026-11-23T07:00:00.000Z';
    const b = '2026-11-23T08:00:00.000Z';
    expect(earliest('2026-11-23T09:00:00+01:00', 'x', undefined, a)).toBe(a);
    expect(latest('2026-11-23T09:00:00+01:00', 'x', undefined, a)).toBe(b);
    expect(earliest()).toBeUndefined();
    expect(latest(undefined, 'x')).toBeUndefined();
  });

  it.each([
    ['2026-11-23T07:30:00Z', undefined, '2026-11-23T07:30:00.000Z'],
    [
      '2026-11-23T07:30:00Z',
      '2026-11-23T07:30:00Z',
      '2026-11-23T07:30:00.000Z',
    ],
    [
      '2026-11-23T07:30:00Z',
      '2026-11-23T07:31:00Z',
      '2026-11-23T08:00:00.000Z',
    ],
    ['2026-11-23T08:00:01Z', undefined, '2026-11-23T08:00:00.000Z'],
    ['x', undefined, '2026-11-23T08:00:00.000Z'],
    [undefined, 'x', '2026-11-23T08:00:00.000Z'],
  ])('%j after %j is believed as %j', (evidence, notBefore, expected) => {
    expect(
      believable(evidence, notBefore, new Date('2026-11-23T08:00:00Z')),
    ).toBe(expected);
  });
});

describe('conditions', () => {
  const failed = condition('Synced', 'False', { reason: 'ReconcileError' });
  it.each([
    ['nothing said', [], undefined],
    ['synced', [condition('Synced', 'True')], undefined],
    ['not synced', [failed], 'Synced'],
    [
      'paused',
      [condition('Synced', 'False', { reason: 'ReconcilePaused' })],
      undefined,
    ],
    [
      'waiting for a reference',
      [{ ...failed, message: 'cannot resolve references: x' }],
      undefined,
    ],
    ['unready', [condition('Ready', 'False')], undefined],
    [
      'failed in the cloud',
      [condition('Synced', 'True'), condition('LastAsyncOperation', 'False')],
      'LastAsyncOperation',
    ],
  ])('%s: the error is %p', (_, conditions, type) => {
    expect(errorCondition(conditions)?.type).toBe(type);
  });

  it('tell whether an object is ready and whether it is being worked on', () => {
    expect(isReady([condition('Ready', 'True')])).toBe(true);
    expect(isReady([condition('Ready', 'Unknown')])).toBe(false);
    expect(isReady([])).toBe(false);
    expect(
      isOperationOngoing([
        condition('AsyncOperation', 'True', { reason: 'Finished' }),
      ]),
    ).toBe(false);
    expect(
      isOperationOngoing([
        condition('AsyncOperation', 'False', { reason: 'Ongoing' }),
      ]),
    ).toBe(true);
  });
});

describe('composed resources', () => {
  it.each<[string, Parameters<typeof composed>[2], boolean]>([
    [
      'a managed resource before its first condition',
      { conditions: [] },
      false,
    ],
    ['a ProviderConfig', { kind: 'ProviderConfig', conditions: [] }, true],
    [
      'an EnvironmentConfig',
      { kind: 'EnvironmentConfig', conditions: [] },
      true,
    ],
    [
      'an EnvironmentConfig that reports',
      { kind: 'EnvironmentConfig', conditions: [condition('Ready', 'False')] },
      false,
    ],
    [
      'the definition of a managed resource that is inactive',
      {
        apiVersion: 'apiextensions.crossplane.io/v1alpha1',
        kind: 'ManagedResourceDefinition',
        conditions: [
          condition('Established', 'False', {
            reason: 'InactiveManagedResource',
          }),
        ],
      },
      true,
    ],
    ['a Secret', { apiVersion: 'v1', kind: 'Secret', conditions: [] }, true],
    [
      'a RoleBinding',
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        conditions: [],
      },
      true,
    ],
    [
      'a Deployment',
      { apiVersion: 'apps/v1', kind: 'Deployment', conditions: [] },
      true,
    ],
    [
      'a ClusterProfile, whose status nobody writes',
      {
        apiVersion: 'multicluster.x-k8s.io/v1alpha1',
        kind: 'ClusterProfile',
        conditions: [],
      },
      true,
    ],
  ])('%s: ready is %p', (_, rest, expected) => {
    expect(isResourceReady(composed('vpc', undefined, rest))).toBe(expected);
  });

  it.each<[string, Parameters<typeof composed>[2], string | undefined]>([
    ['its annotation', { stage: 'nodes', kind: 'VPC' }, 'nodes'],
    [
      'the Composition',
      { stage: undefined, compositionResourceName: 'cluster', kind: 'X' },
      'control-plane',
    ],
    [
      'its kind',
      { stage: undefined, compositionResourceName: 'x', kind: 'Subnet' },
      'network',
    ],
    [
      'a stage that is none',
      { stage: 'requested', compositionResourceName: 'x', kind: 'X' },
      undefined,
    ],
    [
      'a kind that is a word of JavaScript',
      { stage: undefined, compositionResourceName: 'x', kind: 'constructor' },
      undefined,
    ],
  ])('have their stage from %s', (_, rest, expected) => {
    expect(stageOfResource(composed('vpc', 1, rest), SHAPE)).toBe(expected);
  });

  it('are ranked by what has to be done before', () => {
    expect(
      [
        undefined,
        'network',
        'identity',
        'control-plane',
        'nodes',
        'argocd',
        'applications',
      ].map(s => stageRank(s as any)),
    ).toEqual([0, 0, 0, 1, 2, 3, 4]);
  });
});
