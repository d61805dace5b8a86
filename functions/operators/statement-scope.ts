import type { APIGatewayProxyResult } from 'aws-lambda';
import { refuse } from '../../adapters/http/problem-document.ts';
import { maySee, type Operator } from '../../core/access.ts';
import { maySeeProgramme } from '../../core/tenant-programmes.ts';
import type { Said, Statement } from '../../schemas/statement.ts';
import { systemById } from '../../schemas/systems/registry.ts';

/** A person's permits and the ledger are every tenant's; a payment is its source's, and its programme's where a rail paid it. */
export function maySeeStatement(operator: Operator, about: Said | Statement): boolean {
  switch (about.type) {
    case 'history.signed-off':
      return maySee(operator, about.tenant);
    case 'payment.arrived':
    case 'payment.not-made':
    case 'claim.released': {
      const source = systemById(about.source);
      const programme = about.recordKey.split('.')[2] ?? '';
      return source?.side === 'city' ? maySee(operator, source.tenant) : maySeeProgramme(operator, programme);
    }
    case 'permit.linked':
    case 'ledger.restored':
      return operator.tenants === 'all';
  }
}

/** What another's tenant or record is answered with: what one that is not there is, too. */
export function refuseUnseen({ type }: Said): APIGatewayProxyResult {
  switch (type) {
    case 'history.signed-off':
      return refuse(400, 'statement.invalid', 'tenant');
    case 'payment.arrived':
    case 'payment.not-made':
    case 'claim.released':
      return refuse(404, 'record.unknown');
    case 'permit.linked':
    case 'ledger.restored':
      return refuse(403, 'auth.forbidden');
  }
}
