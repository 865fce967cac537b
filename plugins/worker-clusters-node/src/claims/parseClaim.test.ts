import fc from 'fast-check';
import type { Claim } from './Claim';
import { parseClaim, parseClaimFile } from './parseClaim';
import { renderClaim } from './renderClaim';
import { flatClaim } from './__testUtils__/xrd';

const input = {
  name: 'payments-dev',
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
  nodes: { size: 'medium', min: 2, max: 4 },
  requestedBy: 'user:default/guest',
};

const TEXT = `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: payments-dev
  namespace: clusters-dev
  annotations:
    platform.example.org/requested-by: user:default/guest
spec:
  environment: dev
  region: eu-west-1
  owner: group:default/payments
  kubernetesVersion: "1.34"
  nodes:
    size: medium
    min: 2
    max: 4
`;

describe('renderClaim', () => {
  it('writes a small, readable file', () => {
    expect(renderClaim(flatClaim(input))).toBe(TEXT);
  });

  it('leaves out annotations for a request without a user', () => {
    const claim = flatClaim({ ...input, requestedBy: undefined });
    expect(renderClaim(claim)).not.toContain('annotations');
    expect(parseClaim(renderClaim(claim))).toEqual(claim);
  });

  it('follows the XRD in group, version and kind', () => {
    const claim = flatClaim(input, {
      group: 'infra.acme.io',
      version: 'v2',
      kind: 'Cluster',
    });
    expect(claim).toMatchObject({
      apiVersion: 'infra.acme.io/v2',
      kind: 'Cluster',
      metadata: {
        annotations: { 'infra.acme.io/requested-by': 'user:default/guest' },
      },
    });
  });

  it('can be read back, whatever the texts hold', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'no',
        'on',
        '1e3',
        '0x1',
        '12:30',
        '~',
        '*a',
        '&a',
        '<<',
        '---',
        '- a',
        '# a',
        'a: b',
        '!!js',
        "'",
        '"',
        'a\r\nb',
      ),
    );
    fc.assert(
      fc.property(text, text, text, text, (region, owner, version, user) => {
        const claim = flatClaim({
          ...input,
          region,
          owner,
          kubernetesVersion: version,
          requestedBy: user || undefined,
        });
        expect(parseClaim(renderClaim(claim))).toEqual(claim);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('parseClaim', () => {
  it('reads a claim that people have edited, and keeps what it does not know', () => {
    const edited = TEXT.replace(
      'spec:',
      '# ours\nspec:\n  crossplane: {compositionUpdatePolicy: Manual}',
    );
    expect(parseClaim(edited)).toEqual(
      flatClaim({
        ...input,
        crossplane: { compositionUpdatePolicy: 'Manual' },
      }),
    );
  });

  it.each<[string, string, RegExp]>([
    [
      'an empty file',
      '',
      /the file is empty: expected one object of kind WorkerCluster/i,
    ],
    ['a comment', '# nothing\n', /the file is empty/i],
    ['no mapping', '- a\n', /line 1: not a Kubernetes object/],
    ['a scalar', 'hello', /line 1: not a Kubernetes object/],
    ['broken YAML', 'a: [1,\nb: 2\n', /line \d+: /],
    [
      'a key given twice',
      TEXT.replace('  region:', '  owner: x\n  region:'),
      /line 12: .*unique/i,
    ],
    [
      'a missing field',
      TEXT.replace(/ {2}region.*\n/, ''),
      /line 9: spec\.region: /,
    ],
    [
      'a field of the wrong type',
      TEXT.replace('min: 2', 'min: two'),
      /line 15: spec\.nodes\.min: /,
    ],
    [
      'a bare version',
      TEXT.replace('"1.34"', '1.34'),
      /line 12: spec\.kubernetesVersion: .*expected string/,
    ],
    [
      'a name that is no DNS label',
      TEXT.replace('name: payments-dev', 'name: Payments'),
      /line 4: metadata\.name: .*lowercase letters/,
    ],
    [
      'another kind',
      TEXT.replace('kind: WorkerCluster', 'kind: Namespace'),
      /line 1: expected an object of kind WorkerCluster \(platform\.example\.org\), found Namespace/,
    ],
    [
      'another group',
      TEXT.replace(
        'platform.example.org/v1alpha1',
        'evil.platform.example.org/v1',
      ),
      /found WorkerCluster \(evil\.platform\.example\.org\/v1\)/,
    ],
    ['two claims', `${TEXT}---\n${TEXT}`, /line 18: a second claim/],
    [
      'a claim and something else',
      `apiVersion: v1\nkind: Namespace\n---\n${TEXT}`,
      /line 1: .*found Namespace \(v1\)/,
    ],
    ['too much', `#${'x'.repeat(300_000)}\n${TEXT}`, /larger than 256 KiB/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseClaim(text)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('is not blown up by anchors', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((k, i) => {
        const p = 'abcdefgh'[i];
        return `${k}: &${k} [*${p},*${p},*${p},*${p},*${p},*${p},*${p},*${p},*${p}]`;
      })
      .join('\n')}\n`;
    expect(parseClaimFile(bomb)).toMatchObject([{ type: 'invalid' }]);
  });

  it('never throws on a file of other objects, and never pollutes a prototype', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            ...'{}[]:-,&*!|>\'"%@`#\n ab1',
            '---\n',
            'kind: ',
            '__proto__: ',
          ),
        }),
        text => {
          for (const document of parseClaimFile(text)) {
            expect(['claim', 'other', 'invalid']).toContain(document.type);
            expect(document.line).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 3000 },
    );
    const polluted = TEXT.replace(
      'annotations:',
      'annotations:\n    __proto__: x',
    ).replace('spec:', '__proto__: {a: 1}\nspec:');
    const claim: Claim = parseClaim(polluted);
    expect((claim as any).a).toBeUndefined();
    expect(({} as any).a).toBeUndefined();
  });

  it('tells the documents of a file apart', () => {
    const file = `apiVersion: v1\nkind: Namespace\nmetadata: {name: clusters-dev}\n---\n${TEXT}---\n---\nfoo: bar\n`;
    expect(parseClaimFile(file)).toMatchObject([
      { type: 'other', line: 1, apiVersion: 'v1', kind: 'Namespace' },
      { type: 'claim', line: 5, claim: { metadata: { name: 'payments-dev' } } },
      { type: 'invalid', line: 23 },
    ]);
  });
});
