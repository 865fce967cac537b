import type { entity as english } from '../en/entity';
import type { Translated } from '../types';

export const entity: Translated<typeof english> = {};
