import { hasPlaceAndSecrets, runSeparately } from '../separate-process.ts';
import { startGuangzhou } from './server.ts';

await runSeparately(process.argv[2], (config) => {
  if (!hasPlaceAndSecrets(config)) throw new TypeError('expected {"dataDir","port","secrets":{"calls":[…]},"knobs"?}');
  return startGuangzhou(config);
});
