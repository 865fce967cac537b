import type { form as english } from '../en/form';
import type { Translated } from '../types';

export const form: Translated<typeof english> = {};
