import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
export const CLIENT = new URL('../../schemas/api/client.gen.ts', import.meta.url);

/** TypeScript types of the API's own description, for `openapi-fetch`. They are made here, for the generator needs a TypeScript of its own. */
export async function clientTypes(): Promise<string> {
  // What has a default may be left out of a request.
  const types = await openapiTS(readFileSync(DOCUMENT, 'utf8'), { defaultNonNullable: false });
  return `// Generated from docs/openapi.json by \`npm run docs\`.\n\n${astToString(types)}`;
}

if (import.meta.main) writeFileSync(CLIENT, await clientTypes());
