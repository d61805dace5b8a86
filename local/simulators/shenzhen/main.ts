import { hasPlaceAndSecrets, runSeparately } from '../separate-process.ts';
import { hasClient, startShenzhen } from './server.ts';

await runSeparately(process.argv[2], (config) => {
  if (!hasPlaceAndSecrets(config) || !hasClient(config))
    throw new TypeError(
      'expected {"dataDir","port","secrets":{"calls":[…]},"client":{"id","secret"},"trainees"?,"knobs"?}',
    );
  return startShenzhen(config);
});
