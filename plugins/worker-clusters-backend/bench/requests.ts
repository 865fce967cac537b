import { measureParse } from './parse';

measureParse();
