import fc from 'fast-check';

type Bucket = 'vault' | 'landing' | 'nowhere';

/** An upload in parts is named by its place among those begun so far, counted backwards; no parts named: all there are. */
export type Action =
  | {
      readonly do: 'put';
      readonly bucket: Bucket;
      readonly key: string;
      readonly body: string;
      readonly type: string | undefined;
    }
  | { readonly do: 'get'; readonly bucket: Bucket; readonly key: string; readonly range: string | undefined }
  | { readonly do: 'head'; readonly bucket: Bucket; readonly key: string }
  | { readonly do: 'delete'; readonly bucket: Bucket; readonly key: string }
  | {
      readonly do: 'list';
      readonly bucket: Bucket;
      readonly prefix: string;
      readonly after: string;
      readonly max: number;
      readonly token?: string | undefined;
    }
  | { readonly do: 'begin'; readonly bucket: Bucket; readonly key: string }
  | { readonly do: 'part'; readonly upload: number; readonly number: number; readonly body: string }
  | { readonly do: 'complete'; readonly upload: number; readonly parts: readonly number[]; readonly wrongEtag: boolean }
  | { readonly do: 'abort'; readonly upload: number };

const bucket = fc.oneof(
  { weight: 30, arbitrary: fc.constant('vault' as const) },
  { weight: 2, arbitrary: fc.constant('landing' as const) },
  { weight: 1, arbitrary: fc.constant('nowhere' as const) },
);
const key = fc.constantFrom('b1/upload', 'b1/other', 'b10/upload', '工会/a b%2Bc+d');
const body = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }));

/** Ranges as production code writes them, and open at the end. */
const range = fc
  .tuple(fc.nat({ max: 14 }), fc.option(fc.nat({ max: 14 })))
  .map(([first, length]) => `bytes=${first}-${length === null ? '' : first + length}`);

const upload = fc.nat({ max: 1 });
const number = fc.integer({ min: 1, max: 3 });

export const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      bucket,
      key,
      body,
      type: fc.constantFrom(undefined, 'text/csv'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('get' as const), bucket, key, range: fc.option(range, { nil: undefined }) }),
  },
  fc.record({ do: fc.constant('head' as const), bucket, key }),
  fc.record({ do: fc.constant('delete' as const), bucket, key }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('list' as const),
      bucket,
      prefix: fc.constantFrom('', 'b', 'b1', 'b1/', 'z'),
      max: fc.constantFrom(1, 2, 1000),
      after: fc.constantFrom('', 'b1/upload', 'b2'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('begin' as const), bucket, key }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('part' as const), upload, number, body }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('complete' as const),
      upload,
      parts: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(number, { minLength: 1, maxLength: 3 })),
      wrongEtag: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
  fc.record({ do: fc.constant('abort' as const), upload }),
);
