import type { isolation as english } from '../en/isolation';
import type { Translated } from '../types';

export const isolation: Translated<typeof english> = {};
