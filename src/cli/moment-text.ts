/** Starts within so many milliseconds are now, to a person. */
const NOW = 5000;

/** A time of day in the reader's own zone, with the date where that is another day than `now`. */
export function momentText(moment: number, now: number): string {
  const [day, time] = parts(moment);
  return day === parts(now)[0] ? time : `${day} ${time}`;
}

/** When something begins: `now`, or a time. */
export function startText(moment: number, now: number): string {
  return moment - now < NOW ? 'now' : momentText(moment, now);
}

function parts(moment: number): [string, string] {
  const date = new Date(moment);
  const two = (value: number): string => String(value).padStart(2, '0');
  return [
    [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-'),
    [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  ];
}
