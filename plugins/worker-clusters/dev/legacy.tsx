// This is an app.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import ReactDOM from 'react-dom/client';
import { fixtureApi } from '../src/__testUtils__/pageStates';
import { legacyApp } from './LegacyApp';

const Portal = legacyApp(fixtureApi('full'), window.location.origin);

ReactDOM.createRoot(document.getElementById('root')!).render(<Portal />);
