import { hasPlaceAndSecrets, runSeparately } from '../separate-process.ts';
import { startBank } from './server.ts';

await runSeparately(process.argv[2], (config) => {
  if (!hasPlaceAndSecrets(config))
    throw new TypeError(
      'expected {"dataDir","port","secrets":{"calls":[…]},"bridgeUrl"?,"partner"?:{"credentialId","secret"},"knobs"?}',
    );
  return startBank(config);
});
