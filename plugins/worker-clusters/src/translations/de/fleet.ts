import type { fleet as english } from '../en/fleet';
import type { Translated } from '../types';

export const fleet: Translated<typeof english> = {};
