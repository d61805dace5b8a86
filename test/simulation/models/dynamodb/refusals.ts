import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  IdempotentParameterMismatchException,
  ResourceNotFoundException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

/** What the SDK makes of an error its service model does not name. */
export function validation(message: string): DynamoDBServiceException {
  return new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    $metadata: { ...METADATA },
    message,
  });
}

export function conditionFailed(item?: Record<string, AttributeValue>): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    $metadata: { ...METADATA },
    message: CONDITION_FAILED,
    ...(item === undefined ? {} : { Item: item }),
  });
}

export function transactionCancelled(reasons: CancellationReason[]): TransactionCanceledException {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new TransactionCanceledException({
    $metadata: { ...METADATA },
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    CancellationReasons: reasons,
  });
}

export function otherParameters(): IdempotentParameterMismatchException {
  return new IdempotentParameterMismatchException({
    $metadata: { ...METADATA },
    message: 'The provided idempotency token is already in use with a different set of parameters',
  });
}

export function noSuchTable(): ResourceNotFoundException {
  return new ResourceNotFoundException({ $metadata: { ...METADATA }, message: 'Requested resource not found' });
}

export const CONDITION_FAILED = 'The conditional request failed';

const METADATA = { httpStatusCode: 400 } as const;
