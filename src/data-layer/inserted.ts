/** On the rows an upsert gives back: true where the record is new, false where a stored one was changed. */
export const inserted: unique symbol = Symbol.for('ashlar.inserted')
