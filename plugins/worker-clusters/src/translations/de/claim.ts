import type { claim as english } from '../en/claim';
import type { Translated } from '../types';

export const claim: Translated<typeof english> = {};
