import * as z from 'zod';

/** Application states of every model (DOMAIN §7); which may follow which is the programme's own table. */
export const APPLICATION_STATES = [
  'PRE_REGISTERED',
  'SUBMITTED',
  'SYSTEM_CHECK',
  'SYSTEM_REJECTED',
  'UNIT_REVIEW',
  'CITY_REVIEW',
  'PROVINCE_REVIEW',
  'APPROVED',
  'LOTTERY_WON',
  'LOTTERY_LOST',
  'PUBLIC_NOTICE',
  'OBJECTION',
  'RECHECK',
  'PAYABLE',
  'CLOSED',
  'REJECTED',
  'QUOTA_EXHAUSTED',
  'DUPLICATE_CLAIM',
  'WITHDRAWN',
  'EXPIRED',
  'DISQUALIFIED',
  'DOC_REVIEW',
  'ADMISSION_NOTICE',
  'ENROLLED',
  'GRADUATED',
  'DROPPED_OUT',
] as const;

export const PRIORITY_TAGS = ['NEW_GEN', 'NEW_FORM', 'MANUFACTURING', 'MODEL_WORKER', 'MAY_DAY_MEDAL'] as const;
export const ID_TYPES = ['01', '02', '03'] as const;
export const SEXES = ['1', '2', '9'] as const;
/** GB/T 4658. Of a grant: the level studied for; of a training course: the level the trainee has. */
export const EDUCATION_LEVELS = ['31', '21', '10', '20', '30', '40', '60', '70', '80', '90'] as const;

/** A person's application to one programme in one year, in neutral form: every value already in its normal form. */
export const applicantSchema = z.object({
  declarationNo: z.string(),
  programmeCode: z.string(),
  programmeYear: z.int(),
  name: z.string(),
  idType: z.enum(ID_TYPES),
  idNumber: z.string(),
  mobile: z.string(),
  sex: z.enum(SEXES),
  ethnic: z.string().optional(),
  unionCode: z.string().optional(),
  unionName: z.string(),
  employerCode: z.string().optional(),
  employerName: z.string(),
  frontline: z.boolean(),
  priorityTags: z.array(z.enum(PRIORITY_TAGS)).readonly(),
  educationLevel: z.enum(EDUCATION_LEVELS),
  schoolName: z.string(),
  major: z.string(),
  enrolledOn: z.string().optional(),
  appliedOn: z.string(),
  status: z.enum(APPLICATION_STATES),
  regionCode: z.string(),
  updatedAt: z.string(),
});
export type Applicant = Readonly<z.infer<typeof applicantSchema>>;
