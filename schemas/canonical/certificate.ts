import * as z from 'zod';
import { EDUCATION_LEVELS, ID_TYPES } from './applicant.ts';

export const VERIFICATION_STATES = [
  'DECLARED',
  'VERIFYING',
  'VERIFIED',
  'MISMATCH',
  'NOT_FOUND',
  'UNVERIFIABLE',
] as const;
export const CERTIFICATE_TYPES = ['1', '5', '6', '7', '8'] as const;

/** A degree certificate declared for an application, in neutral form. */
export const certificateSchema = z.object({
  declarationNo: z.string(),
  programmeCode: z.string(),
  programmeYear: z.int(),
  name: z.string(),
  idType: z.enum(ID_TYPES),
  idNumber: z.string(),
  certificateType: z.enum(CERTIFICATE_TYPES),
  certificateNo: z.string(),
  schoolName: z.string(),
  major: z.string(),
  educationLevel: z.enum(EDUCATION_LEVELS),
  graduatedOn: z.string(),
  verification: z.enum(VERIFICATION_STATES),
  updatedAt: z.string(),
});
export type Certificate = Readonly<z.infer<typeof certificateSchema>>;
