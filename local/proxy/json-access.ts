import { ACCOUNT_ID, PARTITION, REGION } from '../template/identity.ts';
import { keyIdOfCiphertext } from '../engines/kms.ts';
import type { Access } from './policy.ts';

/** The permission an SQS call needs; batches need their plain action. */
export function sqsAccess(
  operation: string,
  body: { readonly QueueUrl?: string; readonly QueueName?: string },
): Access {
  const queueName = body.QueueName ?? body.QueueUrl?.replace(/^.*\//, '');
  const resource = queueName === undefined ? '*' : `arn:${PARTITION}:sqs:${REGION}:${ACCOUNT_ID}:${queueName}`;
  return { action: `sqs:${operation.replace(/Batch$/, '')}`, resource };
}

/** The permission a KMS call needs. Decrypt names its key in the ciphertext. */
export function kmsAccess(
  operation: string,
  body: { readonly KeyId?: string; readonly CiphertextBlob?: string },
): Access {
  const keyId = body.KeyId ?? keyIdOfCiphertext(Buffer.from(body.CiphertextBlob ?? '', 'base64')) ?? '*';
  const resource =
    keyId.startsWith('arn:') || keyId === '*' ? keyId : `arn:${PARTITION}:kms:${REGION}:${ACCOUNT_ID}:key/${keyId}`;
  return { action: `kms:${operation}`, resource };
}
