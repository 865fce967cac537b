import type { overview as english } from '../en/overview';
import type { Translated } from '../types';

export const overview: Translated<typeof english> = {};
