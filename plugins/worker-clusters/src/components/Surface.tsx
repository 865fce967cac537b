import type { ReactNode } from 'react';
import styles from './surface.module.css';

/** The class of {@link Surface}, for what is not rendered within it: dialogs, menus, tooltips. */
export const surfaceClass = styles.surface;

/** Around everything of the plugin: readable secondary text in every theme, and no motion for who wants none. */
export const Surface = ({ children }: { children: ReactNode }) => (
  <div className={surfaceClass}>{children}</div>
);
