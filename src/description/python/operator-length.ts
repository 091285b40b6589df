/** How long the operator is that starts here; 0: there is none. */
export function operatorLength(code: string, at: number, c: number): number {
  const second = code.charCodeAt(at + 1);
  const assigns = second === 61 ? 2 : 1;
  switch (c) {
    case 40: // (
    case 41: // )
    case 91: // [
    case 93: // ]
    case 123: // {
    case 125: // }
    case 44: // ,
    case 59: // ;
    case 126: // ~
      return 1;
    case 42: // *
    case 47: // /
    case 60: // <
    case 62: // >
      return second === c ? (code.charCodeAt(at + 2) === 61 ? 3 : 2) : assigns;
    case 45: // -
      return second === 62 ? 2 : assigns;
    case 46: // .
      return second === 46 && code.charCodeAt(at + 2) === 46 ? 3 : 1;
    case 33: // !, alone only in the hole of a string
    case 37: // %
    case 38: // &
    case 43: // +
    case 58: // :
    case 61: // =
    case 64: // @
    case 94: // ^
    case 124: // |
      return assigns;
    default:
      return 0;
  }
}
