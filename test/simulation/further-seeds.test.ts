import { testSeeds } from './seeds.ts';

await testSeeds(1_501, 1_500);
