import { hasPlaceAndSecrets, runSeparately } from '../separate-process.ts';
import { hasClient, startShenzhen } from './server.ts';

/** A platform nobody takes a course at has nothing to be asked for. */
const TRAINEES = 120;

await runSeparately(process.argv[2], (config) => {
  if (!hasPlaceAndSecrets(config) || !hasClient(config))
    throw new TypeError(
      'expected {"dataDir","port","secrets":{"calls":[…]},"client":{"id","secret"},"trainees"?,"knobs"?}',
    );
  return startShenzhen({ trainees: TRAINEES, ...config });
});
