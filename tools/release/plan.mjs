// What a release does and when it must not begin, as pure functions.

/** Returns what keeps a release from beginning. */
export function obstacles({ status, branch, version, tags, command }) {
  const problems = [];
  if (status.trim()) {
    problems.push(
      `The work tree is not clean: commit or stash\n${status.trimEnd()}`,
    );
  }
  if (command !== 'publish') return problems;
  // A hotfix is released from the branch of its minor version.
  if (branch !== 'main' && !/^release\/v\d+\.\d+$/.test(branch)) {
    problems.push(
      `The branch is ${
        branch || 'none'
      }: release from main, or a hotfix from release/v<major>.<minor>`,
    );
  }
  if (tags.includes(`v${version}`)) {
    problems.push(
      `v${version} is released already: run yarn release version first`,
    );
  }
  return problems;
}

/** Returns the changesets that no version has yet. In pre-release mode they stay until its end, so those already used do not count. */
export function pendingChangesets(files, pre) {
  const used = pre?.mode === 'pre' ? pre.changesets : [];
  return files
    .filter(file => file.endsWith('.md') && file !== 'README.md')
    .map(file => file.slice(0, -'.md'.length))
    .filter(name => !used.includes(name));
}

/** Returns the distribution tag under which a version is published: a pre-release never becomes what `yarn add` installs. */
export function distTag({ version, branch, tag }) {
  if (tag) return tag;
  if (version.includes('-')) return 'next';
  const [, minor] = /^release\/(v\d+\.\d+)$/.exec(branch) ?? [];
  return minor ?? 'latest';
}

/** Returns the arguments of npm for one tarball. */
export function publishArguments({ tarball, tag, provenance, dryRun }) {
  return [
    'publish',
    tarball,
    '--access',
    'public',
    '--tag',
    tag,
    ...(provenance ? ['--provenance'] : []),
    ...(dryRun ? ['--dry-run'] : []),
  ];
}

/**
 * Returns whether npm can state where the packages were built: only in a pipeline that hands out identity tokens.
 *
 * @throws if it cannot, and nobody said that it need not
 */
export function withProvenance(env, { without, dryRun }) {
  const possible = Boolean(
    env.ACTIONS_ID_TOKEN_REQUEST_URL || env.SIGSTORE_ID_TOKEN,
  );
  if (!possible && !without && !dryRun) {
    throw new Error(
      'No provenance: publish from a pipeline with identity tokens (GitHub: permission id-token: write; GitLab: SIGSTORE_ID_TOKEN), or say --without-provenance.',
    );
  }
  return possible && !without;
}
