import type { cluster as english } from '../en/cluster';
import type { Translated } from '../types';

export const cluster: Translated<typeof english> = {};
