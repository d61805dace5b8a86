/** What the province and the bridge sign with, as the province knows it. */
export interface Keyring {
  readonly current: () => string;
  /** All the province takes from us now. */
  readonly accepted: () => readonly string[];
  readonly accept: (secret: string) => void;
  readonly signWith: (secret: string) => void;
  readonly drop: (secret: string) => void;
}

export function createKeyring(first: string): Keyring {
  let current = first;
  let accepted: readonly string[] = [first];
  return {
    current: () => current,
    accepted: () => accepted,
    accept: (secret) => {
      accepted = [...new Set([...accepted, secret])];
    },
    signWith: (secret) => {
      current = secret;
    },
    drop: (secret) => {
      accepted = accepted.filter((each) => each !== secret);
    },
  };
}
