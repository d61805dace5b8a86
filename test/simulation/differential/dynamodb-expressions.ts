import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import {
  anyValue,
  ATTRIBUTES,
  type Attributes,
  indexAttributes,
  list,
  number,
  plainName,
  text,
} from './dynamodb-items.ts';

/** Writes one operand into a text: an attribute's name, or a value. */
export interface Pen {
  readonly name: (name: string) => string;
  readonly value: (value: AttributeValue) => string;
}

/** A condition or an assignment, to be written in either language. */
export type Phrase = (pen: Pen) => string;

const name = fc.oneof({ weight: 5, arbitrary: plainName }, fc.constant('nowhere'));
const nameAndValue = name.chain((each) => (ATTRIBUTES[each] ?? text).map((value) => [each, value] as const));
const ordered = fc.tuple(name, fc.oneof(number, text));

const equality: fc.Arbitrary<Phrase> = nameAndValue.map(
  ([attribute, value]) =>
    (pen) =>
      `${pen.name(attribute)} = ${pen.value(value)}`,
);
const order: fc.Arbitrary<Phrase> = fc.tuple(ordered, fc.constantFrom('<', '<=', '>', '>=')).map(
  ([[attribute, value], sign]) =>
    (pen) =>
      `${pen.name(attribute)} ${sign} ${pen.value(value)}`,
);
const membership: fc.Arbitrary<Phrase> = fc
  .tuple(name, fc.array(fc.oneof(number, text), { minLength: 1, maxLength: 3 }))
  .map(
    ([attribute, values]) =>
      (pen) =>
        `${pen.name(attribute)} IN (${values.map(pen.value).join(', ')})`,
  );

/** What both languages know in the same words, and both engines read alike. */
export const plainCondition = fc.oneof(equality, order, membership);

const difference: fc.Arbitrary<Phrase> = nameAndValue.map(
  ([attribute, value]) =>
    (pen) =>
      `${pen.name(attribute)} <> ${pen.value(value)}`,
);
const call: fc.Arbitrary<Phrase> = fc.oneof(
  name.map(
    (each): Phrase =>
      (pen) =>
        `attribute_exists(${pen.name(each)})`,
  ),
  name.map(
    (each): Phrase =>
      (pen) =>
        `attribute_not_exists(${pen.name(each)})`,
  ),
  fc.tuple(name, text).map(
    ([each, start]): Phrase =>
      (pen) =>
        `begins_with(${pen.name(each)}, ${pen.value(start)})`,
  ),
  fc.tuple(name, fc.oneof(text, number)).map(
    ([each, part]): Phrase =>
      (pen) =>
        `contains(${pen.name(each)}, ${pen.value(part)})`,
  ),
);
const rare: fc.Arbitrary<Phrase> = fc.oneof(
  fc.tuple(name, number).map(
    ([each, size]): Phrase =>
      (pen) =>
        `size(${pen.name(each)}) > ${pen.value(size)}`,
  ),
  fc.tuple(name, fc.constantFrom('S', 'N', 'NULL', 'M')).map(
    ([each, S]): Phrase =>
      (pen) =>
        `attribute_type(${pen.name(each)}, ${pen.value({ S })})`,
  ),
  name.map(
    (each): Phrase =>
      (pen) =>
        `${pen.name(each)} BETWEEN ${pen.value({ N: '0' })} AND ${pen.value({ N: '5' })}`,
  ),
  number.map(
    (value): Phrase =>
      (pen) =>
        `${pen.name('settled')}.${pen.name('x')} = ${pen.value(value)}`,
  ),
  fc.tuple(fc.nat(1), text).map(
    ([at, value]): Phrase =>
      (pen) =>
        `${pen.name('rows')}[${at}] = ${pen.value(value)}`,
  ),
);

/** Any condition of an expression, nested. */
export const condition: fc.Arbitrary<Phrase> = fc.letrec<{ any: Phrase; leaf: Phrase }>((tie) => ({
  leaf: fc.oneof({ weight: 3, arbitrary: plainCondition }, difference, { weight: 2, arbitrary: call }, rare),
  any: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 3, arbitrary: tie('leaf') },
    joined(tie('any'), ' AND '),
    joined(tie('any'), ' OR '),
    tie('any').map(
      (inner): Phrase =>
        (pen) =>
          `NOT (${inner(pen)})`,
    ),
    fc.tuple(tie('any'), tie('any'), tie('any')).map(
      ([a, b, c]): Phrase =>
        (pen) =>
          `(${a(pen)} OR ${b(pen)}) AND (${c(pen)})`,
    ),
  ),
})).any;

function joined(inner: fc.Arbitrary<Phrase>, word: string): fc.Arbitrary<Phrase> {
  return fc.tuple(inner, inner).map(
    ([a, b]) =>
      (pen) =>
        `${a(pen)}${word}${b(pen)}`,
  );
}

/** `a = …` of an update. */
export interface Assignment {
  readonly target: string;
  readonly phrase: Phrase;
}

/** A value for an attribute, an index key's among them: in both languages. */
export function change(of: Attributes): fc.Arbitrary<Assignment> {
  const plain = plainName.chain((target) => (ATTRIBUTES[target] ?? anyValue).map((value) => setTo(target, value)));
  const index = indexAttributes(of).chain((attributes) => {
    const [first] = Object.entries(attributes);
    return first === undefined ? plain : fc.constant(setTo(...first));
  });
  return fc.oneof({ weight: 3, arbitrary: plain }, index);
}

/** What only an expression knows: sums, `if_not_exists`, `list_append`, another attribute. */
export const computation: fc.Arbitrary<Assignment> = fc.oneof(
  fc
    .tuple(number, fc.constantFrom('+', '-'))
    .map(([by, sign]) => assignment('total', (pen) => `${pen.name('fence')} ${sign} ${pen.value(by)}`)),
  number.map((start) =>
    assignment('fence', (pen) => `if_not_exists(${pen.name('fence')}, ${pen.value(start)}) + ${pen.value({ N: '1' })}`),
  ),
  list.map((more) => assignment('rows', (pen) => `list_append(${pen.name('rows')}, ${pen.value(more)})`)),
  fc.constant(assignment('kind', (pen) => pen.name('problem'))),
);

function setTo(target: string, value: AttributeValue): Assignment {
  return assignment(target, (pen) => pen.value(value));
}

function assignment(target: string, value: Phrase): Assignment {
  return { target, phrase: (pen) => `${pen.name(target)} = ${value(pen)}` };
}
