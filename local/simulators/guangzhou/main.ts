import { runSeparately } from '../separate-process.ts';
import { startGuangzhou, type GuangzhouOptions } from './server.ts';

await runSeparately<GuangzhouOptions>(process.argv[2], startGuangzhou);
