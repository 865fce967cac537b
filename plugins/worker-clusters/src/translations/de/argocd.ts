import type { argocd as english } from '../en/argocd';
import type { Translated } from '../types';

export const argocd: Translated<typeof english> = {};
