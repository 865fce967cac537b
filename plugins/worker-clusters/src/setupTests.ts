import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine takes longer than a second for a table.
configure({ asyncUtilTimeout: 5_000 });
