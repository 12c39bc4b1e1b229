import type { Question } from './questions.ts'

/**
 * Texts of other shapes than those of `documents`: a receipt, a biography, a city portrait, a memo,
 * a job notice.
 */
export const furtherDocuments: Readonly<Record<string, string>> = {
  receipt: `SUNSET BIKES LLC
88 Harbor Road, Portland

Receipt # R-5521
Sold to: Maria Lopez
Date issued: May 4, 2026
Amount due by: June 3, 2026

| Item | Qty | Price |
| Inner tube | 3 | 7.50 |
| Chain oil | 1 | 12.00 |

Net total  $34.50
Tax (10%)  $3.45
Balance due  $37.95`,

  biography: `Lena Hartmann was born in Graz in 1961 and studied physics in Vienna. She worked as a teacher for 12 years.
In 1994 she founded the company Alpine Optics, which now employs 230 people. Her husband Karl Moser is a painter.
She never learned to drive. The couple have two daughters and live in Innsbruck.`,

  city: `Port Elmin has 84,000 inhabitants and lies on the river Tarn. The old market is closed on Mondays. Trams run until midnight.
The museum is free on the first Sunday of the month, otherwise a ticket costs 8 euros. Cycling is not permitted in the pedestrian zone.
The town is famous for cheese, glass and clocks. The airport was shut down in 2009.`,

  memo: `To: All staff
From: Derek Shaw
Subject: Office move

We move to the new office on 7 July 2026. Attendees of the planning meeting were Derek Shaw, Ines Costa and Bo Lund.
Ines Costa will book the movers by 15 June. Bo Lund will label the desks. The budget is 12,500 dollars. Parking at the new office is not available.`,
}

const yesNo = (document: string, question: string, expected: boolean): Question => ({
  kind: 'yes-no',
  document: document as never,
  signature: 'passage: text, question -> answer: boolean',
  question,
  expected,
})
const field = (
  kind: Question['kind'],
  document: string,
  output: string,
  expected: unknown,
): Question => ({
  kind,
  document: document as never,
  signature: `text: text -> ${output}`,
  expected,
})
const asked = (document: string, question: string, expected: string): Question => ({
  kind: 'answer',
  document: document as never,
  signature: 'passage: text, question -> answer',
  question,
  expected,
})

export const furtherQuestions: readonly Question[] = [
  yesNo('biography', 'Can Lena Hartmann drive?', false),
  yesNo('biography', 'Was she born in Vienna?', false),
  yesNo('biography', 'Is Karl Moser a painter?', true),
  yesNo('city', 'Is the old market open on Mondays?', false),
  yesNo('city', 'May people cycle in the pedestrian zone?', false),
  yesNo('city', 'Do the trams run until midnight?', true),
  yesNo('memo', 'Is parking available at the new office?', false),
  yesNo('memo', 'Will Bo Lund label the desks?', true),
  field('invoice', 'receipt', 'vendor', 'SUNSET BIKES LLC'),
  field('invoice', 'receipt', 'customer', 'Maria Lopez'),
  field('invoice', 'receipt', 'receipt_number', 'R-5521'),
  field('invoice', 'receipt', 'invoice_date: date', '2026-05-04'),
  field('invoice', 'receipt', 'due_date: date', '2026-06-03'),
  field('invoice', 'receipt', 'subtotal: float', 34.5),
  field('invoice', 'receipt', 'tax: float', 3.45),
  field('invoice', 'receipt', 'total: float', 37.95),
  field('invoice', 'receipt', 'currency', 'USD'),
  field('list', 'receipt', 'items: list[string]', ['Inner tube', 'Chain oil']),
  field('list', 'city', 'products: list[string]', ['cheese', 'glass', 'clocks']),
  field('list', 'memo', 'attendees: list[string]', ['Derek Shaw', 'Ines Costa', 'Bo Lund']),
  field('list', 'memo', 'tasks: list[string]', ['book the movers', 'label the desks']),
  field('number', 'city', 'inhabitants: int', 84000),
  field('number', 'city', 'ticket_price: float', 8),
  field('number', 'biography', 'daughters: int', 2),
  field('person', 'biography', 'husband', 'Karl Moser'),
  field('person', 'biography', 'company', 'Alpine Optics'),
  field('person', 'memo', 'sender', 'Derek Shaw'),
  asked('biography', 'When was Lena Hartmann born?', '1961'),
  asked('memo', 'Who will book the movers?', 'Ines Costa'),
  asked('memo', 'What is the budget?', '12,500 dollars'),
]
