import fc from 'fast-check';
import { posix } from 'node:path';
import { checkClusterName } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { requireClusterName } from './requireClusterName';
import {
  claimBranch,
  claimNamespace,
  claimPath,
  isSameRequest,
  numberedBranch,
  parseClaimBranch,
  parseClaimPath,
} from './claimPaths';

const soundName = fc.stringMatching(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/);
const soundEnvironment = fc.constantFrom('dev', 'staging', 'prod', 'e2');

describe('checkClusterName', () => {
  it.each([
    ['', 'missing'],
    ['Payments', 'uppercase letters: write it in lowercase letters'],
    ['1st', 'must start with a letter'],
    ['-a', 'must start with a letter'],
    ['a-', "must not end with '-'"],
    ['a_b', "use lowercase letters, digits and '-' only"],
    ['a.b', "use lowercase letters, digits and '-' only"],
    ['a\n', "use lowercase letters, digits and '-' only"],
    ['../a', "use lowercase letters, digits and '-' only"],
    ['ä', "use lowercase letters, digits and '-' only"],
    ['a'.repeat(41), 'has 41 characters: shorten it to at most 40'],
  ])('%p: %s', (name, message) => {
    expect(checkClusterName(name)).toContain(message);
    expect(() => requireClusterName(name)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });

  it.each(['a', 'a1', 'payments-dev', 'a--b', 'a'.repeat(40)])(
    'takes %s',
    name => expect(checkClusterName(name)).toBeUndefined(),
  );

  it('agrees with the rule for a DNS label on every text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: fc.constantFrom('a', '0', '-', 'B', '.') }),
        ),
        name => {
          const sound =
            name.length <= 40 &&
            /^[a-z](?:[a-z0-9-]*[a-z0-9])?$(?!\n)/.test(name);
          expect(checkClusterName(name) === undefined).toBe(sound);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function pathOrError(options: Parameters<typeof claimPath>[0]): string | Error {
  try {
    return claimPath(options);
  } catch (error) {
    return error as Error;
  }
}

describe('claimPath', () => {
  it('is two levels below the claims folder', () => {
    expect(
      claimPath({
        claimsFolder: '/crossplane//claims/',
        environment: 'dev',
        name: 'a',
      }),
    ).toBe('crossplane/claims/dev/a.yaml');
  });

  it('cannot leave the claims folder, whatever the parts hold', () => {
    const nasty = fc.oneof(
      fc.string(),
      soundName,
      fc.string({
        unit: fc.constantFrom('.', '/', '\\', 'a', '%', '2', 'e', '\0', '\n'),
      }),
    );
    fc.assert(
      fc.property(nasty, nasty, nasty, (claimsFolder, environment, name) => {
        const path = pathOrError({ claimsFolder, environment, name });
        if (typeof path !== 'string') return path.name === 'InputError';
        expect(posix.normalize(path)).toBe(path);
        expect(posix.isAbsolute(path)).toBe(false);
        const folder = claimsFolder.split('/').filter(Boolean).join('/');
        expect(posix.dirname(posix.dirname(path))).toBe(folder);
        expect(folder.split('/')).not.toContain('..');
        return true;
      }),
      { numRuns: 5000 },
    );
  });

  it.each(['', '/', '.', '..', 'a/../..', 'a/./b'])(
    'refuses the claims folder %p',
    claimsFolder => {
      expect(() =>
        claimPath({ claimsFolder, environment: 'dev', name: 'a' }),
      ).toThrow(/workerClusters\.gitops\.claimsFolder/);
    },
  );
});

describe('path and branch of a claim', () => {
  it('can be read back', () => {
    fc.assert(
      fc.property(soundName, soundEnvironment, (name, environment) => {
        const claimsFolder = 'crossplane/claims';
        const identity = { environment, name };
        expect(parseClaimBranch(claimBranch(identity))).toEqual({
          ...identity,
          verb: 'create',
        });
        for (const verb of ['create', 'update', 'decommission'] as const) {
          expect(
            parseClaimBranch(claimBranch({ ...identity, verb })),
          ).toMatchObject({ verb });
          for (const number of [1, 2, 3, 10, 4096]) {
            const branch = claimBranch({ ...identity, verb });
            const numbered = numberedBranch(branch, number);
            expect(parseClaimBranch(numbered)).toEqual({ ...identity, verb });
            expect(isSameRequest(branch, numbered)).toBe(true);
          }
        }
        expect(
          parseClaimPath(
            claimPath({ ...identity, claimsFolder }),
            claimsFolder,
          ),
        ).toEqual(identity);
      }),
    );
  });

  it.each([
    'main',
    'worker-cluster/dev/a',
    'worker-cluster/dev/a/delete',
    'worker-cluster/dev/a/create-1',
    'worker-cluster/dev/a/create-02',
    'worker-cluster/dev/a/create-x',
    'worker-cluster/dev/a/create-',
    'worker-cluster/dev/A/create',
    'worker-cluster/../a/create',
    'mallory:worker-cluster/dev/a/create',
  ])('is not the branch %s', branch => {
    expect(parseClaimBranch(branch)).toBeUndefined();
    expect(isSameRequest(branch, branch)).toBe(false);
  });

  it('tells requests for different things apart', () => {
    const one = 'worker-cluster/dev/a/create';
    for (const other of [
      'worker-cluster/dev/a/update',
      'worker-cluster/dev/a-2/create',
      'worker-cluster/prod/a/create',
      'worker-cluster/dev/b/create-2',
    ]) {
      expect(isSameRequest(one, other)).toBe(false);
    }
  });

  it.each([
    'crossplane/claims/dev/namespace.yml',
    'crossplane/claims/a.yaml',
    'crossplane/claims/dev/x/a.yaml',
    'crossplane/claims-old/dev/a.yaml',
    'crossplane/claims/dev/A.yaml',
  ])('is not the path %s', path => {
    expect(parseClaimPath(path, 'crossplane/claims')).toBeUndefined();
  });

  it('puts claims into a namespace per environment', () => {
    expect(claimNamespace('dev')).toBe('clusters-dev');
    expect(() => claimNamespace('Dev')).toThrow(
      /Environment 'Dev' is not offered/,
    );
  });
});
