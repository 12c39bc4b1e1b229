import type { DocumentName } from './documents.ts'

/**
 * A question for the offline model: a string signature whose first input is the document, and what
 * a reader would answer.
 */
export interface Question {
  readonly kind: 'yes-no' | 'invoice' | 'list' | 'number' | 'person' | 'answer'
  readonly document: DocumentName
  readonly signature: string
  readonly instructions?: string
  readonly question?: string
  readonly expected: unknown
}

const yesNo = (document: DocumentName, question: string, expected: boolean): Question => ({
  kind: 'yes-no',
  document,
  signature: 'passage: text, question -> answer: boolean',
  question,
  expected,
})
const field = (
  kind: Question['kind'],
  document: DocumentName,
  output: string,
  expected: unknown,
): Question => ({
  kind,
  document,
  signature: `text: text -> ${output}`,
  expected,
})
const asked = (document: DocumentName, question: string, expected: string): Question => ({
  kind: 'answer',
  document,
  signature: 'passage: text, question -> answer',
  question,
  expected,
})

export const questions: readonly Question[] = [
  yesNo('hostel', 'Is breakfast included in the price?', true),
  yesNo('hostel', 'Are dogs allowed in the rooms?', false),
  yesNo('hostel', 'Are cats welcome?', true),
  yesNo('hostel', 'Is the lift working?', false),
  yesNo('hostel', 'May guests smoke inside the building?', false),
  yesNo('mail', 'Does the customer want a refund?', false),
  yesNo('recipe', 'Is the soup vegan?', true),
  yesNo('recipe', 'Does the soup contain nuts?', false),
  yesNo('meeting', 'Did the committee decide to build a pond?', false),
  yesNo('meeting', 'Will the new shed be built in October?', true),
  yesNo('trip', 'Did it rain?', true),
  yesNo('flat', 'Does the flat have a balcony?', false),
  yesNo('flat', 'Are pets allowed?', true),
  yesNo('notice', 'Do the printers still work?', true),

  field('invoice', 'invoice1', 'invoice_number', 'BT-2026-0412'),
  field('invoice', 'invoice1', 'invoice_date: date', '2026-03-03'),
  field('invoice', 'invoice1', 'due_date: date', '2026-03-17'),
  field('invoice', 'invoice1', 'vendor', 'Brennan Tools GmbH'),
  field('invoice', 'invoice1', 'customer', 'Harbour Office Supplies Ltd'),
  field('invoice', 'invoice1', 'subtotal: float', 215),
  field('invoice', 'invoice1', 'vat: float', 40.85),
  field('invoice', 'invoice1', 'total: float', 255.85),
  field('invoice', 'invoice1', 'currency', 'EUR'),
  field('invoice', 'invoice2', 'invoice_number', '7731'),
  field('invoice', 'invoice2', 'vendor', 'Oak & Ivy Catering'),
  field('invoice', 'invoice2', 'customer', 'Mill Lane Primary School'),
  field('invoice', 'invoice2', 'due_date: date', '2026-06-08'),
  field('invoice', 'invoice2', 'net_amount: float', 323),
  field('invoice', 'invoice2', 'sales_tax: float', 25.84),
  field('invoice', 'invoice2', 'total: float', 348.84),

  field('list', 'recipe', 'ingredients: list[string]', [
    'red lentils',
    'carrots',
    'onion',
    'vegetable stock',
    'olive oil',
    'salt',
  ]),
  field('list', 'trip', 'cities: list[string]', ['Vienna', 'Linz', 'Salzburg', 'Munich']),
  field('list', 'meeting', 'attendees: list[string]', ['Anna Kern', 'Paul Dorn', 'Mei Lin']),
  field('list', 'meeting', 'tasks: list[string]', [
    'order the timber',
    'ask the town for permission',
    'repair the fence',
  ]),
  field('list', 'invoice1', 'items: list[string]', ['Torque wrench', 'Work gloves, pair']),

  field('number', 'flat', 'rooms: int', 3),
  field('number', 'flat', 'rent: float', 940),
  field('number', 'flat', 'deposit: float', 1880),
  field('number', 'hostel', 'rooms: int', 14),
  field('number', 'hostel', 'beds: int', 52),
  field('number', 'science', 'arches: int', 7),
  field('number', 'notice', 'workstations: int', 40),

  field('person', 'mail', 'email', 'priya.raman@nordwind.example'),
  field('person', 'mail', 'name', 'Priya Raman'),
  field('person', 'mail', 'order_number', '88213'),
  field('person', 'trip', 'friend', 'Jonas Weber'),
  field('person', 'trip', 'job', 'baker'),
  field('person', 'science', 'engineer', 'Clara Whitmore'),

  asked('science', 'When was the bridge opened?', '1887'),
  asked('science', 'Who designed the bridge?', 'Clara Whitmore'),
  asked('hostel', 'When do quiet hours start?', '22:00'),
  asked('meeting', 'What is the budget?', '3,400 euros'),
]
