import { join } from 'node:path';
import { createBridge } from './bridge.ts';

const root = join(import.meta.dirname, '..');

createBridge({ functionsDir: join(root, 'functions'), outdir: join(root, 'cdk.out') }).app.synth();
