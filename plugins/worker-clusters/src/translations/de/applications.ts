import type { applications as english } from '../en/applications';
import type { Translated } from '../types';

export const applications: Translated<typeof english> = {};
