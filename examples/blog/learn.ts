import { type App, startsWith } from 'ashlar'
import {
  BootstrapFewShot,
  compareEvaluations,
  type Evaluation,
  evaluate,
  formatTable,
} from 'ashlar/optimizer'
import type { ProgramLibrary } from 'ashlar/program'
import { Author } from './author.ts'
import { fold, progress, say, tried } from './console.ts'
import { EDITOR } from './open.ts'
import { Post } from './post.ts'
import { rating } from './rate.ts'
import { heldBack, trainset } from './rated.ts'
import { type Summarize, summarizer } from './summarize.ts'

const measure = async (
  app: App<Author>,
  library: ProgramLibrary,
  editor: Author,
  version: number,
): Promise<Evaluation<typeof Summarize>> => {
  const session = app.session(editor)
  const module = await library.at(session, summarizer, version)
  const shown = progress(`  measuring version ${version}`, heldBack.length)
  try {
    return await evaluate(module, {
      devset: heldBack,
      metric: rating,
      context: session.context,
      onProgress: () => shown.step(),
    })
  } finally {
    shown.stop()
  }
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`

/**
 * Optimizes the summarizer from rated examples, shows the changeset, applies it, measures it on
 * examples held back, and rolls back what is not better.
 */
export const learn = async (app: App<Author>, library: ProgramLibrary): Promise<void> => {
  const editor = await app.session(null).run(Author.actions.register, { name: EDITOR })
  const session = app.session(editor)
  const [before] = (await library.history(session, summarizer)).filter(({ active }) => active)
  say(
    `  The summarizer is in use as version ${before?.number}. ${trainset.length} rated examples teach, ${heldBack.length} are held back.`,
  )
  const optimizer = new BootstrapFewShot({
    metricThreshold: 0.5,
    maxBootstrappedDemos: 2,
    maxLabeledDemos: 6,
  })
  const changeset = await tried('The optimizer', () =>
    library.propose(session, summarizer, optimizer, { trainset, metric: rating }),
  )
  if (!changeset) return
  if (!changeset.changed)
    return say('  The optimizer finds nothing to change: this was learned before.')
  say(
    `  The optimizer's result, a changeset on the program's row:\n${changeset.diff({ width: 96 }).replace(/^/gm, '    ')}`,
  )
  const number = await changeset.apply(session)
  say(`  Applied as version ${number}; the running action uses it from now on.`)
  const [old, next] = [
    await measure(app, library, editor, changeset.base),
    await measure(app, library, editor, number),
  ]
  say(
    formatTable(next, { columns: ['title', 'summary', 'keywords'], width: 110 }).replace(
      /^/gm,
      '    ',
    ),
  )
  const { difference, interval, wins, losses } = compareEvaluations(old, next)
  say(
    `  On the examples held back: version ${changeset.base} ${percent(old.score)}, version ${number} ${percent(next.score)}.`,
  )
  say(
    `  Difference ${percent(difference)} (95 %: ${percent(interval.low)} to ${percent(interval.high)}), better on ${wins}, worse on ${losses}.`,
  )
  const back = await library.rollback(session, summarizer)
  say(
    `  Rolled back to version ${back.number} with one action ${difference > 0 ? `… and forward again, since version ${number} is the better one.` : '; it stays, since the new one is no better.'}`,
  )
  if (difference > 0) await library.rollback(session, summarizer, number)
}

/** One post summarized now, by whatever version is in use. */
export const summarizeOne = async (app: App<Author>, folder: string): Promise<void> => {
  const [post] = await app
    .session(null)
    .query(Post, { filter: ({ path }) => startsWith(path, folder), sort: ['title'], limit: 1 })
  if (!post) return
  say(`  ${post.title}`)
  const summarized = await tried('  The summary', () =>
    app.session(null).run(Post.actions.summarize, { id: post.id }),
  )
  if (!summarized) return
  const { summary, keywords } = summarized
  say(fold(summary, '    '))
  say(`    keywords: ${keywords.join(', ')}`)
}
