import { join } from 'node:path';
import { createBridge } from './bridge.ts';

const root = join(import.meta.dirname, '..');
/** `node infra/app.ts [OUTDIR]`; the CDK's own command expects `cdk.out`. */
const [outdir = join(root, 'cdk.out')] = process.argv.slice(2);

createBridge({ functionsDir: join(root, 'functions'), outdir }).app.synth();
