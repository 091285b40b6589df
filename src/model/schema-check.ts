import { complaintAt, type Complaint } from './complaint';

/** The part of JSON Schema that the model's schemas use; a test compares it with ajv. */
export interface PlainSchema {
  type?: string;
  properties?: Readonly<Record<string, PlainSchema>>;
  patternProperties?: Readonly<Record<string, PlainSchema>>;
  required?: readonly string[];
  items?: PlainSchema;
  anyOf?: readonly PlainSchema[];
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

/** What is wrong, and at which JSON pointer. */
interface Fault {
  at: string;
  expected: string;
}

type Check = (value: unknown) => Fault | undefined;

const UUID = /^(?:urn:uuid:)?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;
const DATE_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[t\s](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)$/i;

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  uuid: text => UUID.test(text),
  'date-time': isDateTime
};

/**
 * Makes of a schema a function that finds the first complaint about a value, in ajv's words: closures,
 * made once, so that it needs no right to make code and ten thousand offers take milliseconds.
 */
export function schemaCheck(schema: PlainSchema): (value: unknown) => Complaint[] {
  const check = new Compiler().compile(schema);
  return value => {
    const fault = check(value);
    return fault ? [complaintAt(fault.at, fault.expected, value)] : [];
  };
}

class Compiler {
  private readonly _checks = new Map<PlainSchema, Check>();

  compile(schema: PlainSchema): Check {
    const made = this._checks.get(schema);
    if (made) {
      return made;
    }
    const check = this._compile(schema);
    this._checks.set(schema, check);
    return check;
  }

  private _compile(schema: PlainSchema): Check {
    const { type } = schema;
    // A rule counts for values of its type only; the first is the type itself.
    const rules = [
      ...(type === undefined ? [] : [rule(value => isOf(type, value), `must be ${type}`)]),
      ...numberRules(schema),
      ...stringRules(schema),
      ...this._anyRules(schema),
      ...this._listRules(schema),
      ...this._objectRules(schema)
    ];
    const [first = nothing, second] = rules;
    if (rules.length < 2) {
      return first;
    }
    if (second && rules.length === 2) {
      return value => first(value) ?? second(value);
    }
    return value => {
      for (const check of rules) {
        const fault = check(value);
        if (fault) {
          return fault;
        }
      }
      return undefined;
    };
  }

  private _anyRules({ anyOf, enum: words, const: only }: PlainSchema): Check[] {
    const choices = anyOf?.map(choice => this.compile(choice));
    return [
      ...(only === undefined ? [] : [rule(value => value === only, 'must be equal to constant')]),
      ...(words === undefined
        ? []
        : [rule(value => words.includes(value), 'must be equal to one of the allowed values')]),
      ...(choices === undefined
        ? []
        : [
            (value: unknown) => {
              let worst: Fault | undefined;
              for (const choice of choices) {
                const fault = choice(value);
                if (!fault) {
                  return undefined;
                }
                worst ??= fault;
              }
              return worst;
            }
          ])
    ];
  }

  private _listRules({ items, minItems = 0, maxItems = Infinity }: PlainSchema): Check[] {
    const each = items && this.compile(items);
    return [
      ...(maxItems < Infinity
        ? [
            rule(
              value => !Array.isArray(value) || value.length <= maxItems,
              `must NOT have more than ${maxItems} items`
            )
          ]
        : []),
      ...(minItems > 0
        ? [
            rule(
              value => !Array.isArray(value) || value.length >= minItems,
              `must NOT have fewer than ${minItems} items`
            )
          ]
        : []),
      ...(each
        ? [
            (value: unknown) => {
              if (Array.isArray(value)) {
                for (let i = 0; i < value.length; i++) {
                  const fault = each(value[i]);
                  if (fault) {
                    return below(String(i), fault);
                  }
                }
              }
              return undefined;
            }
          ]
        : [])
    ];
  }

  private _objectRules({ required = [], properties, patternProperties }: PlainSchema): Check[] {
    const known = Object.entries(properties ?? {}).map(
      ([name, schema]) => [name, this.compile(schema)] as const
    );
    const patterns = Object.entries(patternProperties ?? {}).map(
      ([pattern, schema]) => [new RegExp(pattern, 'u'), this.compile(schema)] as const
    );
    if (!required.length && !known.length && !patterns.length) {
      return [];
    }
    return [
      value => {
        if (!isObject(value)) {
          return undefined;
        }
        for (const name of required) {
          if (value[name] === undefined) {
            return { at: '', expected: `must have required property '${name}'` };
          }
        }
        for (const [name, check] of known) {
          const part = value[name];
          const fault = part === undefined ? undefined : check(part);
          if (fault) {
            return below(name, fault);
          }
        }
        for (const [pattern, check] of patterns) {
          for (const name of Object.keys(value)) {
            const fault = pattern.test(name) ? check(value[name]) : undefined;
            if (fault) {
              return below(name, fault);
            }
          }
        }
        return undefined;
      }
    ];
  }
}

function numberRules({ minimum, maximum }: PlainSchema): Check[] {
  return [
    ...(maximum === undefined
      ? []
      : [rule(value => !(typeof value === 'number' && value > maximum), `must be <= ${maximum}`)]),
    ...(minimum === undefined
      ? []
      : [rule(value => !(typeof value === 'number' && value < minimum), `must be >= ${minimum}`)])
  ];
}

function stringRules({ format, pattern, minLength, maxLength }: PlainSchema): Check[] {
  const texts = (isRight: (text: string) => boolean, expected: string): Check =>
    rule(value => typeof value !== 'string' || isRight(value), expected);
  const right = format === undefined ? undefined : FORMATS[format];
  const expression = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  return [
    ...(maxLength === undefined
      ? []
      : [
          texts(
            text => text.length <= maxLength || Array.from(text).length <= maxLength,
            `must NOT have more than ${maxLength} characters`
          )
        ]),
    ...(minLength === undefined
      ? []
      : [
          texts(
            text => Array.from(text.slice(0, 2 * minLength)).length >= minLength,
            `must NOT have fewer than ${minLength} characters`
          )
        ]),
    ...(expression
      ? [texts(text => expression.test(text), `must match pattern "${pattern ?? ''}"`)]
      : []),
    ...(right ? [texts(right, `must match format "${format ?? ''}"`)] : [])
  ];
}

function rule(isRight: (value: unknown) => boolean, expected: string): Check {
  const fault = { at: '', expected };
  return value => (isRight(value) ? undefined : fault);
}

function nothing(): undefined {
  return undefined;
}

function below(name: string, { at, expected }: Fault): Fault {
  return { at: `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}${at}`, expected };
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 3339, as ajv-formats reads it; a leap second may be at any minute. */
function isDateTime(text: string): boolean {
  const day = Number(text.slice(8, 10));
  return DATE_TIME.test(text) && (day <= 28 || day <= daysIn(text));
}

function daysIn(text: string): number {
  const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
  // The calendar repeats every 400 years; Date takes small years for those of 1900.
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}
