import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse } from 'yaml';

const ROOT = join(resolvePackagePath('backend'), '../..');
const shipped = [
  ...readdirSync(ROOT).filter(f => /^app-config.*\.yaml$/.test(f)),
  'packages/sandbox/app-config.yaml',
];

interface Rule {
  allow: string[];
  locations?: unknown[];
}

describe('the shipped configurations', () => {
  it.each(shipped)(
    '%s lets no registered location bring users or groups',
    file => {
      const { catalog } = parse(readFileSync(join(ROOT, file), 'utf8'));
      // Rules of a location of the configuration hold for that location alone.
      const forAll = ((catalog?.rules ?? []) as Rule[]).filter(
        rule => !rule.locations,
      );
      const kinds = forAll.flatMap(({ allow }) => allow);
      expect(kinds).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(user|group)$/i)]),
      );
    },
  );
});
