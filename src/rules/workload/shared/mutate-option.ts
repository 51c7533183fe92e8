import { flag, optional } from '../../../model/schema.ts';

/** The option of rules that can say what to write where a field is missing. */
export const MUTATE = optional(flag('Write the field where it is missing; never changes what the author wrote'));
