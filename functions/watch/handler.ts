import { connect } from './environment.ts';
import { handlerOf } from './handle.ts';

export const handler = handlerOf(connect());
