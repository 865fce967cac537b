import type { access as english } from '../en/access';
import type { Translated } from '../types';

export const access: Translated<typeof english> = {};
