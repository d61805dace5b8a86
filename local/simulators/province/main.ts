import { hasPlaceAndSecrets, runSeparately } from '../separate-process.ts';
import { startProvince, type ProvinceOptions } from './server.ts';

await runSeparately(process.argv[2], (config) => {
  if (!isConfig(config))
    throw new TypeError('expected {"dataDir","port","bridgeUrl"?,"secrets":{"calls":[…],"webhooks"},"knobs"?}');
  return startProvince(config);
});

function isConfig(config: unknown): config is ProvinceOptions {
  return hasPlaceAndSecrets(config) && 'webhooks' in config.secrets && typeof config.secrets.webhooks === 'string';
}
