import * as z from 'zod';
import { runSeparately } from '../simulators/separate-process.ts';
import { startIssuer } from './issuer.ts';

const optionsSchema = z.object({ dataDir: z.string(), port: z.int(), consoleUris: z.array(z.string()) });

await runSeparately(process.argv[2], (options) => startIssuer(optionsSchema.parse(options)));
