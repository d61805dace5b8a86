import { readFileSync } from 'node:fs';
import { type DeploymentOptions, deployLocally } from '../../local/deployment/deployment.ts';

/**
 * A deployment in a process of its own, to be killed: its options are the JSON file named by the first argument; one line on
 * standard output says where its API is; it stops when standard input ends.
 */
const [, , file = ''] = process.argv;
const options = JSON.parse(readFileSync(file, 'utf8')) as Omit<DeploymentOptions, 'onLog'>;
const deployment = await deployLocally({ ...options, onLog: () => undefined });
process.stdout.write(`${JSON.stringify({ access: deployment.access })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void deployment.stop().then(() => process.exit(0)));
