import { matchesGlob } from './glob';

describe('matchesGlob', () => {
  it.each([
    ['argocd', 'argocd', true],
    ['*', 'argocd', true],
    ['*', '', true],
    ['arg*', 'argocd', true],
    ['*cd', 'argocd', true],
    ['a*g*d', 'argocd', true],
    ['argoc?', 'argocd', true],
    ['argocd?', 'argocd', false],
    ['argocd-*', 'argocd', false],
    ['argo', 'argocd', false],
    ['a*b*c', 'axxcyyb', false],
    ['*-prod', 'a-prod-b-prod', true],
    ['', 'argocd', false],
    ['{argocd,team}', 'argocd', undefined],
    ['[a-z]rgocd', 'argocd', undefined],
    ['a\\*', 'argocd', undefined],
  ])('of %s and %s is %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });
});
