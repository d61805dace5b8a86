/** Of `bridge login`: a public client, for what a person has on their own machine keeps no secret. */
export const CLI_CLIENT = 'bridge-cli';
export const CONSOLE_CLIENT = 'bridge-console';
/** What the API is called in the tokens. */
export const AUDIENCE = 'urn:union-bridge:api';
