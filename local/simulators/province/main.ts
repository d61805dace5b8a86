import { runSeparately } from '../separate-process.ts';
import { startProvince, type ProvinceOptions } from './server.ts';

await runSeparately<ProvinceOptions>(process.argv[2], startProvince);
