import * as z from 'zod';
import { EDUCATION_LEVELS, ID_TYPES } from './applicant.ts';

export const VERIFICATION_STATES = [
  'DECLARED',
  'VERIFYING',
  'VERIFIED',
  'MISMATCH',
  'NOT_FOUND',
  'UNVERIFIABLE',
  'CLAIMED',
  'REVOKED',
] as const;
/** Degrees, by the type in their number (8 开放教育 is ours). */
export const DEGREE_TYPES = ['1', '5', '6', '7', '8'] as const;
/** Degrees, and ours: 结业, 学习, 培训, 职业技能等级. */
export const CERTIFICATE_TYPES = [...DEGREE_TYPES, 'COMPLETION', 'LEARNING', 'TRAINING', 'SKILL_LEVEL'] as const;
export function isDegreeType(type: (typeof CERTIFICATE_TYPES)[number]): boolean {
  return DEGREE_TYPES.some((degree) => degree === type);
}

/** 1 高级技师, 2 技师, 3 高级工, 4 中级工, 5 初级工. */
export const SKILL_LEVELS = ['1', '2', '3', '4', '5'] as const;

/** A certificate of a degree, a course or a skill, in neutral form. What is no degree has educationLevel 90. */
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
  skillLevel: z.enum(SKILL_LEVELS).optional(),
  /** 学时 as a decimal string. */
  learningHours: z.string().optional(),
  verification: z.enum(VERIFICATION_STATES),
  updatedAt: z.string(),
});
export type Certificate = Readonly<z.infer<typeof certificateSchema>>;
