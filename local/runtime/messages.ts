/** Between the stack and a function's process. Events and results travel as the JSON text Lambda would carry. */
export type ToFunction = {
  readonly id: string;
  readonly event: string;
  readonly deadline: number;
};

export type FromFunction =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly id: string; readonly result: string }
  | {
      readonly kind: 'error';
      readonly id: string;
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: string;
    };
