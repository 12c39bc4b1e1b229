import { identifierWords } from '../text/words.ts'

/** Labels that mean the same, those that say most first. */
const GROUPS: readonly (readonly string[])[] = [
  'vendor|supplier|seller|from|issued by|sold by|billed by|merchant|biller|provider|company|issuer|sender|shop|store|contractor|vendor name',
  'customer|client|bill to|billed to|invoice to|invoiced to|sold to|charge to|buyer|purchaser|to|customer name|client name|ship to|deliver to|recipient|attention|attn|account name',
  'grand total|total due|amount due|balance due|total to pay|total payable|amount payable|invoice total|order total|gross total|gross amount|total gross|total amount|total price|total incl vat|to pay|please pay|total',
  'subtotal|sub total|net total|net amount|total net|net|amount net|total before tax|total excl vat|total excluding vat|goods total',
  'vat|sales tax|tax|gst|hst|tax amount|vat amount|total tax|mwst|tva|iva',
  'due date|payment due|payment due date|due|due on|due by|pay by|payable by|payment date|payment deadline|deadline|please pay by',
  'invoice date|date of invoice|issue date|date of issue|date issued|issued|issued on|billing date|dated|date',
  'invoice no|invoice|bill no|inv no|document no|no',
  'order no|order|purchase order|po no|po|your order',
  'customer no|client no|account no|customer account',
  'name|full name|customer name|contact name|contact|from|signed|guest|passenger|patient|applicant|candidate|sender',
  'sender|from|sent by',
  'recipient|to|addressee|sent to',
  'subject|title|re|regarding|topic',
  'email|e mail|email address|mail|contact',
  'phone|telephone|tel|mobile|phone no|cell|call|contact',
  'address|street|location|postal address',
  'attendees|participants|present|in attendance|attending|members present|those present|people present|guests|people',
  'absentees|absent|apologies|excused|not present',
  'location|place|venue|where|room|address',
  'author|by|written by|writer',
  'organizer|organiser|host|hosted by|chair|organized by|organised by',
  'unit price|price each|price|price per unit|rate',
  'price|cost|unit price|fee|amount|total',
  'rent|monthly rent|rent per month',
  'quantity|qty|pcs|pieces|units|count|amount',
  'description|item|product|article|service|name|details',
  'line total|total|amount|sum',
  'job|job title|occupation|profession|position|role|title',
  'employer|company|organization|organisation|works for',
  'company|employer|organization|organisation|business|firm',
  'shipping|shipping cost|delivery|delivery cost|freight|postage|shipping and handling',
  'time|start time|starts at|when|start',
  'duration|length|takes|time|cooking time|running time',
  'tasks|action items|actions|todo|to do|todos|next steps|follow up',
  'items|products|articles|goods',
  'servings|serves|portions|yield',
  'birthday|date of birth|born|dob|birth date',
  'skills|technologies|tools|tech stack|knowledge of',
  'manager|head|boss|supervisor|led by|in charge',
].map((group) => group.split('|'))

/**
 * Groups in which another name says more than the field's own: a grand total is more than a total.
 */
const ORDERED = new Set(['total'])

/** A label as it is compared: small letters, one word for every way to say number. */
export const plainLabel = (label: string): string =>
  identifierWords(label)
    .replace(/#/g, ' no ')
    .replace(/[^\p{L}\p{N} ]+/gu, ' ')
    .replace(/\b(?:number|num|nr|no|id|ref|reference|code)\b/g, 'no')
    .replace(/\s+/g, ' ')
    .trim()

/**
 * The labels under which a field's value may stand, the likeliest first: its own name, then those
 * that mean the same.
 */
export const labelNames = (name: string): readonly string[] => {
  const own = plainLabel(name)
  const alike = GROUPS.filter((group) => group.includes(own))
  const names = ORDERED.has(own)
    ? [...alike.flat(), own]
    : [own, ...alike.toSorted((left, right) => left.indexOf(own) - right.indexOf(own)).flat()]
  return [...new Set(names)]
}
