import type { ReactNode } from 'react';
import styles from './surface.module.css';

/** Around everything of the plugin: readable secondary text in every theme, and no motion for who wants none. */
export const Surface = ({ children }: { children: ReactNode }) => (
  <div className={styles.surface}>{children}</div>
);
