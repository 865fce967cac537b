import type { infrastructure as english } from '../en/infrastructure';
import type { Translated } from '../types';

export const infrastructure: Translated<typeof english> = {};
