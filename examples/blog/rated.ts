import type { Example } from 'ashlar/optimizer'
import type { Summarize } from './summarize.ts'

const rated = (
  title: string,
  content: string,
  summary: string,
  keywords: readonly string[],
): Example<typeof Summarize> => ({
  input: { title, content },
  expected: { summary, keywords: [...keywords] },
})

/**
 * Posts with the summary and the keywords that an editor wants for them: what the post comes to, in
 * its own words, and keywords in lower case. The first six teach, the rest are held back to measure
 * with.
 */
const posts = [
  rated(
    'Moving the build to a second machine',
    'Our builds had been slow since the spring. Every push compiled the same modules again, and the queue grew past an hour on most afternoons. We tried a larger cache first, which helped for a week and then filled its disk.\n\nSo we split the work: one machine compiles, the other runs the tests. They share the compiled modules through a small store that is emptied every night.\n\nSplitting the build over two machines brought the queue down from an hour to nine minutes.',
    'Splitting the build over two machines brought the queue down from an hour to nine minutes.',
    ['build', 'machines', 'queue', 'modules', 'cache'],
  ),
  rated(
    'Why the search page forgot its filters',
    'Readers told us that the search page lost its filters whenever they went back from a result. We could not see it ourselves, because our own browsers kept the page in memory.\n\nThe filters lived in the state of a component. Going back made a new component, and the state began empty. Nothing in the address said which filters had been chosen.\n\nKeeping the filters in the address of the page makes them survive a step back, a reload and a shared link.',
    'Keeping the filters in the address of the page makes them survive a step back, a reload and a shared link.',
    ['filters', 'search page', 'state', 'address', 'component'],
  ),
  rated(
    'A quieter alarm',
    'The night alarm rang eleven times in March. Nine of those rings were for a disk that was nearly full and emptied itself within minutes. People stopped getting up for it.\n\nWe looked at each alarm and asked what somebody would do about it at three in the morning. For most there was no answer, so they became a line in the daily report.\n\nAn alarm that asks for no action now goes into the daily report, and the night alarm rang once in April.',
    'An alarm that asks for no action now goes into the daily report, and the night alarm rang once in April.',
    ['alarm', 'report', 'disk', 'night', 'action'],
  ),
  rated(
    'Choosing a date format',
    'Three of our services wrote dates in three ways. One of them wrote the day first, one the month first, and the third a number of seconds. Nobody noticed until an invoice was sent ten months early.\n\nEvery format had a defender. In the end we counted how often a date is read by a person and how often by a program, and found that it is nearly always both.\n\nAll services write dates as year, month and day with the zone, since both people and programs read that without guessing.',
    'All services write dates as year, month and day with the zone, since both people and programs read that without guessing.',
    ['dates', 'format', 'services', 'zone', 'programs'],
  ),
  rated(
    'What we learned from the outage',
    "On Tuesday the shop was down for forty minutes. A certificate had expired, and the service that renews certificates had been switched off a year ago when its owner left.\n\nThe renewal was nobody's job. It was in no list, and its failure was written to a log that nobody read. The first to notice was a customer.\n\nEvery scheduled task now has an owner and a check that fails loudly when the task has not run.",
    'Every scheduled task now has an owner and a check that fails loudly when the task has not run.',
    ['certificate', 'owner', 'task', 'renewal', 'outage'],
  ),
  rated(
    'Smaller pictures',
    'Half of what our pages send is pictures. Most of them were made for print, four thousand pixels wide, and shown in a column of six hundred. On a telephone that is a long wait for nothing.\n\nWe wrote a step that makes three sizes of every picture when it is uploaded, and lets the browser choose. The originals are kept for those who ask for them.\n\nSending pictures in the size in which they are shown made the front page four times lighter.',
    'Sending pictures in the size in which they are shown made the front page four times lighter.',
    ['pictures', 'size', 'pages', 'browser', 'front page'],
  ),
  rated(
    'Tests that lied',
    'One test in our suite had passed every day for three years. Last week somebody broke the very thing it was there to protect, and it still passed.\n\nThe test compared a list with itself. A variable had been renamed, and both sides of the comparison came to mean the same. We then broke the program on purpose in forty places and looked which tests noticed.\n\nBreaking the program on purpose showed that one test in eight could not fail.',
    'Breaking the program on purpose showed that one test in eight could not fail.',
    ['tests', 'program', 'comparison', 'suite', 'list'],
  ),
  rated(
    'Letting the old interface go',
    'The second version of our interface has been out for two years, and the first was still answering a tenth of all calls. Keeping both meant writing every change twice.\n\nWe wrote to the callers that we could name, and slowed the old interface down by a second each month for those that we could not. Every answer said where to move to.\n\nSlowing the old interface down step by step moved the last callers without a single surprise.',
    'Slowing the old interface down step by step moved the last callers without a single surprise.',
    ['interface', 'callers', 'version', 'calls', 'answer'],
  ),
  rated(
    'A table of contents for the handbook',
    'Our handbook has two hundred pages and began as one. New colleagues search it, find five answers to one question, and then ask a person anyway.\n\nWe sat beside three of them for a day and wrote down what they looked for. They knew what they wanted to do, but not what we call it.\n\nArranging the handbook by what a reader wants to do halved the questions of new colleagues.',
    'Arranging the handbook by what a reader wants to do halved the questions of new colleagues.',
    ['handbook', 'colleagues', 'reader', 'questions', 'pages'],
  ),
  rated(
    'Counting what nobody uses',
    "Before adding to the settings page we counted which settings anybody had changed. There are sixty-one. Nineteen had never been touched by anyone, and another twenty only by ourselves.\n\nEach of them is a branch in the program, and each pair of them a combination that somebody ought to have tested. Nobody had.\n\nRemoving thirty-nine settings that no customer used took away a third of the program's branches.",
    "Removing thirty-nine settings that no customer used took away a third of the program's branches.",
    ['settings', 'program', 'branches', 'customer', 'combination'],
  ),
  rated(
    'The price of a retry',
    'When the payment provider had a slow minute, our service asked again. So did the queue in front of it, and the browser in front of that. One slow answer became twenty-seven questions.\n\nEach layer meant well. None knew of the others, and together they kept the provider slow for an hour after it had recovered.\n\nOnly the outermost layer asks again now, with a growing pause, and a slow minute stays a minute.',
    'Only the outermost layer asks again now, with a growing pause, and a slow minute stays a minute.',
    ['retry', 'provider', 'layer', 'queue', 'minute'],
  ),
  rated(
    'Reading before writing',
    'We review every change, and yet the same kind of mistake came back: a helper written a second time, a little differently. The author had not known of the first, and neither had the reviewer.\n\nFor a month every change began with a short note of what was already there. It cost ten minutes each time, and some people did not like it.\n\nLooking for what exists before writing removed four of five duplicates from our reviews.',
    'Looking for what exists before writing removed four of five duplicates from our reviews.',
    ['reviews', 'duplicates', 'change', 'helper', 'note'],
  ),
]
export const trainset = posts.slice(0, 6)
export const heldBack = posts.slice(6)
