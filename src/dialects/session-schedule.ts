import { SCHEDULED_SESSION, SIMPLE_SESSION } from '../model/kinds';
import { fieldsOf, isFields, unlessEmpty, type Fields } from './fields';

/**
 * A session whose schedule is where it belongs, and whose kind says that it has one: some brokers
 * write it into the compute resource only.
 */
export function withSchedule(session: Fields): Fields {
  const { schedule, kind, ...rest } = session;
  const whole = {
    ...fieldsOf(fieldsOf(session.compute).schedule),
    ...(isFields(schedule) ? schedule : {})
  };
  const scheduled = Object.keys(whole).length > 0 && kind === SIMPLE_SESSION;
  return {
    kind: scheduled ? SCHEDULED_SESSION : kind,
    ...rest,
    ...unlessEmpty('schedule', whole)
  };
}
