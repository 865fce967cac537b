import type { history as english } from '../en/history';
import type { Translated } from '../types';

export const history: Translated<typeof english> = {};
