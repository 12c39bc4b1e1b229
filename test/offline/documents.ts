/** What the questions are about: everyday texts of ten kinds. */
export const documents = {
  hostel: `Welcome to the Larkfield Hostel. Breakfast is served from 7 to 10 and is included in the price. Towels cost 2 euros.
Dogs are not allowed in the rooms, but cats are welcome. Parking is free for guests. The lift is out of order until Friday.
We have 14 rooms and 52 beds. Quiet hours start at 22:00. Smoking is forbidden inside the building. Check-in opens at 15:00.`,

  invoice1: `Brennan Tools GmbH
Lindenweg 4, 50667 Köln

INVOICE

Invoice number: BT-2026-0412
Invoice date: 3 March 2026
Due date: 17 March 2026

Bill to:
Harbour Office Supplies Ltd
12 Quay Street, Galway

Description              Quantity   Unit price      Total
Torque wrench                   2        85.00     170.00
Work gloves, pair              10         4.50      45.00

Subtotal: 215.00
VAT (19%): 40.85
Total due: 255.85 EUR

Please pay by bank transfer within 14 days.`,

  invoice2: `INVOICE No. 7731

From: Oak & Ivy Catering
To: Mill Lane Primary School
Date: 2026-05-09
Payment due: 2026-06-08

1) Lunch boxes, 40 pcs at $6.20 = $248.00
2) Fruit platter, 3 pcs at $25.00 = $75.00

Net amount: $323.00
Sales tax (8%): $25.84
Grand total: $348.84`,

  mail: `From: Priya Raman <priya.raman@nordwind.example>
To: support@shop.example
Subject: Wrong size delivered

Hello, I ordered two pairs of hiking boots in size 41 on 12 April 2026 (order 88213), but the parcel held size 43.
Could you send the right ones before my trip on 2 May? You can call me on +49 170 555 0199. I do not want a refund.
Kind regards, Priya Raman, Hamburg`,

  recipe: `Lentil soup for four people
Ingredients: 250 g red lentils, 2 carrots, 1 onion, 1 litre of vegetable stock, olive oil, salt.
Chop the carrots and the onion. Fry the onion in the olive oil for 5 minutes. Add the carrots, the lentils and the stock.
Simmer for 20 minutes, then season with salt. The soup is vegan and contains no nuts.`,

  meeting: `Minutes of the garden committee, 14 September 2026
Present: Anna Kern, Paul Dorn and Mei Lin. Absent: Tom Okafor.
1. The new shed will be built in October. The budget is 3,400 euros.
2. Paul Dorn will order the timber by 20 September.
3. Mei Lin will ask the town for permission.
4. Anna Kern will repair the fence.
The committee decided against a pond. The next meeting takes place on 12 October 2026 in Room 4.`,

  trip: `Our train left Vienna at 9 in the morning. We stopped in Linz and Salzburg, and reached Munich in the late afternoon.
The journey took 4 hours and cost 59 euros. It rained all day, but the children were happy. We had booked three seats and kept one free.
In Munich we stayed with our friend Jonas Weber, who works as a baker.`,

  flat: `To let: bright flat near the station with 3 rooms and 72 square metres on the second floor. Rent 940 euros a month, deposit 1,880 euros.
The kitchen is fitted. There is no balcony. Pets are allowed. Available from 1 August 2026. Contact: Mrs Ortega, ortega@homes.example.`,

  science: `The bridge over the river Aln was opened in 1887 and is 312 metres long. It was designed by the engineer Clara Whitmore.
After the flood of 1953 two of its seven arches had to be rebuilt. Today about 6,500 cars cross the bridge each day.
The town council wants to close it to lorries because the arches show cracks. A decision is expected in November.`,

  notice: `The server in Building C is down and nobody can log in, please help immediately! All 40 workstations are affected.
The fault started at 8:15 after the update of the database. The printers still work. Contact Farid Haddad in the control room.`,
} as const

export type DocumentName = keyof typeof documents
