/** What the AWS clients read of the environment. Credentials are found by the SDK itself. */
export interface AwsEnvironment {
  readonly AWS_REGION?: string | undefined;
  /** The local stack's address; absent where the code runs in AWS. */
  readonly AWS_ENDPOINT_URL?: string | undefined;
}

const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
const ATTEMPTS_MAX = 3;
const SOCKETS_MAX = 64;

/** Settings shared by every client: short time-outs, as a function that hangs is billed, and few retries, as queue and ledger retry too. */
export function awsSettings(environment: AwsEnvironment) {
  return {
    ...(environment.AWS_REGION === undefined ? {} : { region: environment.AWS_REGION }),
    ...(environment.AWS_ENDPOINT_URL === undefined ? {} : { endpoint: environment.AWS_ENDPOINT_URL }),
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS_MAX },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS_MAX },
    },
  };
}
