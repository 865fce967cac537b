import type { requests as english } from '../en/requests';
import type { Translated } from '../types';

export const requests: Translated<typeof english> = {};
