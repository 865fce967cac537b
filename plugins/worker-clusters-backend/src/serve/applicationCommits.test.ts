import { currentCommits, deployedCommits } from './applicationCommits';

const repoUrl = 'https://git.example.org/shop/web';
const commit = (digit: string) => ({
  value: digit.repeat(40),
  kind: 'commit' as const,
});

describe('the commits of an Application', () => {
  it('are those of all sources, each once', () => {
    expect(
      currentCommits({
        sources: [
          {
            type: 'git',
            repoUrl,
            revision: commit('a'),
            deployedRevision: commit('b'),
          },
          { type: 'git', repoUrl, revision: commit('a') },
          {
            type: 'helm',
            repoUrl,
            revision: { value: '1.2.3', kind: 'chart' },
          },
          {
            type: 'git',
            repoUrl,
            revision: { value: 'main', kind: 'reference' },
          },
          { type: 'git', revision: commit('d') },
        ],
        hydration: {
          drySource: { type: 'git', repoUrl, revision: commit('c') },
          hydratedRevision: commit('e'),
        },
      }).map(({ revision }) => revision[0]),
    ).toEqual(['a', 'b', 'c', 'e']);
  });

  it('are those of the deployments, the newest first', () => {
    const deployed = (digit: string) => ({
      sources: [{ type: 'git' as const, repoUrl, revision: commit(digit) }],
    });
    expect(
      deployedCommits([deployed('b'), deployed('a'), deployed('b')]).map(
        ({ revision }) => revision[0],
      ),
    ).toEqual(['b', 'a']);
  });
});
