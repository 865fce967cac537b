export const argocd = {} as const;
