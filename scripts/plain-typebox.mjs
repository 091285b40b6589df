// What the bundled broker has instead of TypeBox: the builders that the model uses, making the same schemas as
// plain data. TypeBox copies a whole schema for each part that is optional, and is a third of a start.
// scripts/build-service.mjs compares what both make.
const OPTIONAL = Symbol('optional');

const typed = (type, options) => ({ type, ...options });

export const Type = {
  Array: (items, options) => ({ type: 'array', items, ...options }),
  Boolean: options => typed('boolean', options),
  Enum: (values, options) => ({ enum: values, ...options }),
  Integer: options => typed('integer', options),
  Literal: (value, options) => ({ type: typeof value, const: value, ...options }),
  Number: options => typed('number', options),
  Object: (properties, options) => {
    const required = Object.keys(properties).filter(name => !(OPTIONAL in properties[name]));
    return {
      type: 'object',
      ...(required.length ? { required } : {}),
      properties,
      ...options
    };
  },
  Optional: schema =>
    Object.defineProperty({ ...schema }, OPTIONAL, { value: true, enumerable: false }),
  Record: (_key, value, options) => ({
    type: 'object',
    patternProperties: { '^.*$': value },
    ...options
  }),
  String: options => typed('string', options),
  Union: (anyOf, options) => ({ anyOf, ...options }),
  Unknown: options => ({ ...options }),
  Unsafe: schema => schema
};
