/** The only source of the present time; everything below takes it as an argument. */
export interface Clock {
  readonly now: () => Date;
}

export const systemClock: Clock = { now: () => new Date() };
