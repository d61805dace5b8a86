/**
 * Where the vault keeps deliveries of cities' payments, by the day they were made: after a restore of the table they say which claims had
 * been taken, for none is sent on without its claim, and none leaves before it lies here.
 */
export const PAYMENTS_SENT_ON = 'deliveries/payments';
