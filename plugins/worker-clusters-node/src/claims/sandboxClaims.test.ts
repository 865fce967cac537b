import { readGitopsFiles } from '@worker-clusters/sandbox';
import { parseClaimPath } from './claimPaths';
import { parseClaim } from './parseClaim';
import { renderClaim } from './renderClaim';
import { flatClaim } from './__testUtils__/xrd';
import { validateClaim } from './validateClaim';
import { parseXrd } from './parseXrd';

const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const read = (path: string) => files[path];
const claims = Object.keys(files).filter(path =>
  /^crossplane\/claims\/[^/]+\/[^_][^/]*\.yaml$/.test(path),
);

describe('the claims and XRDs of the sandbox', () => {
  const definitions = ['workercluster', 'workercluster-v1'].map(name =>
    parseXrd(read(`crossplane/xrds/${name}.yaml`), name),
  );

  it('are there', () => expect(claims.length).toBeGreaterThan(5));

  it.each(claims)('%s fits its XRD and lies where its claim belongs', path => {
    const text = read(path);
    const definition = definitions.find(
      d => text.match(/^apiVersion: (.+)\//m)![1] === d.group,
    )!;
    const claim = parseClaim(text, definition);
    expect(validateClaim(claim, definition).problems).toEqual([]);
    expect(parseClaimPath(path, 'crossplane/claims')).toEqual({
      environment: claim.spec.environment,
      name: claim.metadata.name,
    });
    expect(claim.metadata.namespace).toBe(`clusters-${claim.spec.environment}`);
  });

  it('take a claim as the portal writes it', () => {
    for (const definition of definitions) {
      const claim = flatClaim(
        {
          name: 'x',
          environment: 'dev',
          region: 'eu-west-1',
          owner: 'group:default/payments',
          kubernetesVersion: '1.34',
          nodes: { size: 'small', min: 1, max: 2 },
        },
        definition,
      );
      expect(validateClaim(claim, definition).problems).toEqual([]);
      expect(parseClaim(renderClaim(claim), definition)).toEqual(claim);
    }
  });
});
